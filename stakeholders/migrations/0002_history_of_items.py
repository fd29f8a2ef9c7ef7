"""Every state of every item is kept from here on, and what was written is not changed."""

import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from scp.core.immutable import refuse_changes
from scp.plans.models.history import first_states

TRACKED = (
    'Comment',
    'Stakeholder',
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('organisations', '0002_identifier_dates_in_order'),
        ('outcomes', '0005_history_of_items'),
        ('plans', '0003_history_of_items'),
        ('procurement', '0003_history_of_items'),
        ('stakeholders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommentEvent',
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
                ('text', models.TextField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('hidden_at', models.DateTimeField(blank=True, null=True)),
                ('hidden_reason', models.CharField(blank=True, max_length=20)),
                ('author', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.need')),
                ('outcome', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.outcome')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='stakeholders.comment')),
                ('piece', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.piece')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
                ('section', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.section')),
                ('stakeholder', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='stakeholders.stakeholder')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='StakeholderEvent',
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
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=40)),
                ('is_person', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisations.organisation')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='stakeholders.stakeholder')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "stakeholders_commentevent" ("author_id", "created_at", "hidden_at", "hidden_reason", "id", "made_at", "need_id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "section_id", "stakeholder_id", "text", "updated_at", "version") VALUES (NEW."author_id", NEW."created_at", NEW."hidden_at", NEW."hidden_reason", NEW."id", NEW."made_at", NEW."need_id", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."section_id", NEW."stakeholder_id", NEW."text", NEW."updated_at", NEW."version"); RETURN NULL;', hash='c27cb09a1996d816ec6b3c06f2f02d8a85ee2e07', operation='INSERT', pgid='pgtrigger_insert_insert_407a4', table='stakeholders_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "stakeholders_commentevent" ("author_id", "created_at", "hidden_at", "hidden_reason", "id", "made_at", "need_id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "section_id", "stakeholder_id", "text", "updated_at", "version") VALUES (NEW."author_id", NEW."created_at", NEW."hidden_at", NEW."hidden_reason", NEW."id", NEW."made_at", NEW."need_id", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."section_id", NEW."stakeholder_id", NEW."text", NEW."updated_at", NEW."version"); RETURN NULL;', hash='6187130f61fedc20b5ccbe9c9f0de8e599f4db68', operation='UPDATE', pgid='pgtrigger_update_update_4d507', table='stakeholders_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "stakeholders_commentevent" ("author_id", "created_at", "hidden_at", "hidden_reason", "id", "made_at", "need_id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "section_id", "stakeholder_id", "text", "updated_at", "version") VALUES (OLD."author_id", OLD."created_at", OLD."hidden_at", OLD."hidden_reason", OLD."id", OLD."made_at", OLD."need_id", OLD."number", OLD."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."piece_id", OLD."plan_id", OLD."removed_at", OLD."section_id", OLD."stakeholder_id", OLD."text", OLD."updated_at", OLD."version"); RETURN NULL;', hash='170e78d561d399c802a43e3c6e21401393c3fa43', operation='DELETE', pgid='pgtrigger_delete_delete_0a7a1', table='stakeholders_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stakeholder',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "stakeholders_stakeholderevent" ("created_at", "id", "is_person", "kind", "name", "number", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "updated_at", "user_id", "version") VALUES (NEW."created_at", NEW."id", NEW."is_person", NEW."kind", NEW."name", NEW."number", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='05891508e58a25c6635b6a0de17acccfce1bf3fe', operation='INSERT', pgid='pgtrigger_insert_insert_45203', table='stakeholders_stakeholder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stakeholder',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "stakeholders_stakeholderevent" ("created_at", "id", "is_person", "kind", "name", "number", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "updated_at", "user_id", "version") VALUES (NEW."created_at", NEW."id", NEW."is_person", NEW."kind", NEW."name", NEW."number", NEW."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='5c27fdb94e60d415265fbbe833d23be42dede54e', operation='UPDATE', pgid='pgtrigger_update_update_d57d5', table='stakeholders_stakeholder', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stakeholder',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "stakeholders_stakeholderevent" ("created_at", "id", "is_person", "kind", "name", "number", "organisation_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "updated_at", "user_id", "version") VALUES (OLD."created_at", OLD."id", OLD."is_person", OLD."kind", OLD."name", OLD."number", OLD."organisation_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."removed_at", OLD."updated_at", OLD."user_id", OLD."version"); RETURN NULL;', hash='10ba6909338c869bd19c27f3d87a4b1c45dba587', operation='DELETE', pgid='pgtrigger_delete_delete_40282', table='stakeholders_stakeholder', when='AFTER')),
        ),
        first_states('stakeholders', *TRACKED),
        *(
            refuse_changes(f'stakeholders_{name.lower()}event', 'The history of items is append-only.')
            for name in TRACKED
        ),
    ]
