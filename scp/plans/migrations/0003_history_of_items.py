"""Every state of every item is kept from here on, and what was written is not changed."""

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from scp.core.immutable import refuse_changes
from scp.plans.models.history import first_states

TRACKED = (
    'Section',
)


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0002_drafts_leases_and_organisation_leads'),
    ]

    operations = [
        migrations.CreateModel(
            name='SectionEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=150)),
                ('body', models.TextField(blank=True)),
                ('document', models.JSONField(blank=True, null=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.section')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "plans_sectionevent" ("body", "created_at", "document", "id", "kind", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "removed_at", "title", "updated_at", "version") VALUES (NEW."body", NEW."created_at", NEW."document", NEW."id", NEW."kind", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."position", NEW."removed_at", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='fd862bb1aa5d8bb6134fc1a9759ac7c312a2386b', operation='INSERT', pgid='pgtrigger_insert_insert_e5646', table='plans_section', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "plans_sectionevent" ("body", "created_at", "document", "id", "kind", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "removed_at", "title", "updated_at", "version") VALUES (NEW."body", NEW."created_at", NEW."document", NEW."id", NEW."kind", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."position", NEW."removed_at", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b0d53262682f364f1060b036427b3d475c8730da', operation='UPDATE', pgid='pgtrigger_update_update_b8931', table='plans_section', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='section',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "plans_sectionevent" ("body", "created_at", "document", "id", "kind", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "position", "removed_at", "title", "updated_at", "version") VALUES (OLD."body", OLD."created_at", OLD."document", OLD."id", OLD."kind", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."position", OLD."removed_at", OLD."title", OLD."updated_at", OLD."version"); RETURN NULL;', hash='831bb90ee0b84fb624fa30ff2b00645c5ebbedf5', operation='DELETE', pgid='pgtrigger_delete_delete_711f6', table='plans_section', when='AFTER')),
        ),
        first_states('plans', *TRACKED),
        *(
            refuse_changes(f'plans_{name.lower()}event', 'The history of items is append-only.')
            for name in TRACKED
        ),
    ]
