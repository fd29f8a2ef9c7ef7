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
    'Contribution',
    'ContributionCitation',
    'Measure',
    'Piece',
    'Portfolio',
    'Result',
    'TheoryArrow',
    'TheoryArrowEvidence',
    'TheoryNode',
)


class Migration(migrations.Migration):

    dependencies = [
        ('outcomes', '0005_history_of_items'),
        ('plans', '0003_history_of_items'),
        ('procurement', '0002_measures_theory_and_citations'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContributionCitationEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('relation', models.CharField(default='supports', max_length=20)),
                ('locator', models.CharField(blank=True, max_length=200)),
                ('about', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('contribution', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.contribution')),
                ('evidence', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.evidence')),
            ],
            options={
                'ordering': ('pgh_id',),
                'indexes': [models.Index(fields=['contribution'], name='procurement_contrib_12f78e_idx')],
            },
        ),
        migrations.CreateModel(
            name='ContributionEvent',
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
                ('strength', models.PositiveSmallIntegerField()),
                ('rationale', models.TextField()),
                ('outcome', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.outcome')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.contribution')),
                ('piece', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.piece')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='MeasureEvent',
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
                ('title', models.CharField(max_length=300)),
                ('type', models.CharField(max_length=20)),
                ('unit', models.CharField(max_length=100)),
                ('counted_of', models.CharField(blank=True, max_length=300)),
                ('target', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ('owner', models.CharField(blank=True, max_length=150)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.measure')),
                ('piece', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.piece')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='PieceEvent',
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
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('state', models.CharField(default='idea', max_length=20)),
                ('route', models.CharField(blank=True, max_length=20)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.piece')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
                ('portfolio', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.portfolio')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='PortfolioEvent',
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
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.portfolio')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='ResultEvent',
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
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                ('source', models.CharField(max_length=300)),
                ('measure', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.measure')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.result')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='TheoryArrowEvent',
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
                ('assumption', models.TextField()),
                ('mechanism', models.TextField(blank=True)),
                ('external_factors', models.TextField(blank=True)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.theoryarrow')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.theorynode')),
                ('target', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.theorynode')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='TheoryArrowEvidenceEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('evidence', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.evidence')),
                ('theoryarrow', models.ForeignKey(db_constraint=False, db_index=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.theoryarrow')),
            ],
            options={
                'ordering': ('pgh_id',),
                'indexes': [models.Index(fields=['theoryarrow'], name='procurement_theorya_43165a_idx')],
            },
        ),
        migrations.CreateModel(
            name='TheoryNodeEvent',
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
                ('label', models.CharField(max_length=200)),
                ('outcome', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='outcomes.outcome')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='procurement.theorynode')),
                ('piece', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='procurement.piece')),
                ('plan', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan')),
            ],
            options={
                'ordering': ('pgh_id',),
            },
        ),
        migrations.CreateModel(
            name='TheoryArrowEvidence',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('procurement.theoryarrow_evidence',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_contributionevent" ("created_at", "id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "rationale", "removed_at", "strength", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."rationale", NEW."removed_at", NEW."strength", NEW."updated_at", NEW."version"); RETURN NULL;', hash='19044b874b9b95ef4ed3d65d7c8b150cac512454', operation='INSERT', pgid='pgtrigger_insert_insert_fbc9b', table='procurement_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_contributionevent" ("created_at", "id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "rationale", "removed_at", "strength", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."rationale", NEW."removed_at", NEW."strength", NEW."updated_at", NEW."version"); RETURN NULL;', hash='b936ccf7d9fc24def490677a4afa1503f550e401', operation='UPDATE', pgid='pgtrigger_update_update_62b7b', table='procurement_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contribution',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_contributionevent" ("created_at", "id", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "rationale", "removed_at", "strength", "updated_at", "version") VALUES (OLD."created_at", OLD."id", OLD."number", OLD."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."piece_id", OLD."plan_id", OLD."rationale", OLD."removed_at", OLD."strength", OLD."updated_at", OLD."version"); RETURN NULL;', hash='a9481f005e130ba409f4c5fb5e63f239503c3481', operation='DELETE', pgid='pgtrigger_delete_delete_79680', table='procurement_contribution', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contributioncitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_contributioncitationevent" ("about", "contribution_id", "evidence_id", "id", "locator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "relation") VALUES (NEW."about", NEW."contribution_id", NEW."evidence_id", NEW."id", NEW."locator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."relation"); RETURN NULL;', hash='a5e70cf528d31fc652835e65f0d330ab7421a9a1', operation='INSERT', pgid='pgtrigger_insert_insert_d18ec', table='procurement_contributioncitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contributioncitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_contributioncitationevent" ("about", "contribution_id", "evidence_id", "id", "locator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "relation") VALUES (NEW."about", NEW."contribution_id", NEW."evidence_id", NEW."id", NEW."locator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."relation"); RETURN NULL;', hash='95473e9e8b614a2d69cbb69fa4dc79fd742ff9c5', operation='UPDATE', pgid='pgtrigger_update_update_98e58', table='procurement_contributioncitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contributioncitation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_contributioncitationevent" ("about", "contribution_id", "evidence_id", "id", "locator", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "relation") VALUES (OLD."about", OLD."contribution_id", OLD."evidence_id", OLD."id", OLD."locator", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."relation"); RETURN NULL;', hash='3c682187b05a23f2bd05069d3f10f2dcc76b8724', operation='DELETE', pgid='pgtrigger_delete_delete_c070d', table='procurement_contributioncitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_measureevent" ("counted_of", "created_at", "id", "number", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "target", "title", "type", "unit", "updated_at", "version") VALUES (NEW."counted_of", NEW."created_at", NEW."id", NEW."number", NEW."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."target", NEW."title", NEW."type", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;', hash='8781972f113927c41a78a0937636fc48bfd79f37', operation='INSERT', pgid='pgtrigger_insert_insert_9812b', table='procurement_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_measureevent" ("counted_of", "created_at", "id", "number", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "target", "title", "type", "unit", "updated_at", "version") VALUES (NEW."counted_of", NEW."created_at", NEW."id", NEW."number", NEW."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."target", NEW."title", NEW."type", NEW."unit", NEW."updated_at", NEW."version"); RETURN NULL;', hash='fbc5ec4eff0e87809d40a6a605b8209f68fedfb2', operation='UPDATE', pgid='pgtrigger_update_update_554ac', table='procurement_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_measureevent" ("counted_of", "created_at", "id", "number", "owner", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "target", "title", "type", "unit", "updated_at", "version") VALUES (OLD."counted_of", OLD."created_at", OLD."id", OLD."number", OLD."owner", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."piece_id", OLD."plan_id", OLD."removed_at", OLD."target", OLD."title", OLD."type", OLD."unit", OLD."updated_at", OLD."version"); RETURN NULL;', hash='98cf9d3d9f20301b6dc8bd83e98ecc32491b85ee', operation='DELETE', pgid='pgtrigger_delete_delete_106ca', table='procurement_measure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='piece',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_pieceevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "portfolio_id", "removed_at", "route", "state", "summary", "title", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."portfolio_id", NEW."removed_at", NEW."route", NEW."state", NEW."summary", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='30c7f65f5348a2aae350ea3011858bb3bf59bade', operation='INSERT', pgid='pgtrigger_insert_insert_5053e', table='procurement_piece', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='piece',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_pieceevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "portfolio_id", "removed_at", "route", "state", "summary", "title", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."portfolio_id", NEW."removed_at", NEW."route", NEW."state", NEW."summary", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='352be56cf1ec393f26e33ba1693ce4f8d002bd34', operation='UPDATE', pgid='pgtrigger_update_update_ea76f', table='procurement_piece', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='piece',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_pieceevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "portfolio_id", "removed_at", "route", "state", "summary", "title", "updated_at", "version") VALUES (OLD."created_at", OLD."id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."portfolio_id", OLD."removed_at", OLD."route", OLD."state", OLD."summary", OLD."title", OLD."updated_at", OLD."version"); RETURN NULL;', hash='67c0d50b85ee42fe3a9a1521c2598e6a4ef6b41f', operation='DELETE', pgid='pgtrigger_delete_delete_6daf9', table='procurement_piece', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='portfolio',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_portfolioevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "summary", "title", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."summary", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='927f72f250b4f21d8977c66054f988de87a77e0b', operation='INSERT', pgid='pgtrigger_insert_insert_fc47f', table='procurement_portfolio', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='portfolio',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_portfolioevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "summary", "title", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."summary", NEW."title", NEW."updated_at", NEW."version"); RETURN NULL;', hash='fa4d1dd8ac1e7fbdcc858b89c5379ddecaece5a1', operation='UPDATE', pgid='pgtrigger_update_update_6d0a7', table='procurement_portfolio', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='portfolio',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_portfolioevent" ("created_at", "id", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "summary", "title", "updated_at", "version") VALUES (OLD."created_at", OLD."id", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."removed_at", OLD."summary", OLD."title", OLD."updated_at", OLD."version"); RETURN NULL;', hash='7e0e91a5fe12c1ffd128f11282a99199611fb9b6', operation='DELETE', pgid='pgtrigger_delete_delete_e3d39', table='procurement_portfolio', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='result',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_resultevent" ("created_at", "id", "measure_id", "number", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source", "updated_at", "value", "version") VALUES (NEW."created_at", NEW."id", NEW."measure_id", NEW."number", NEW."period_end", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."source", NEW."updated_at", NEW."value", NEW."version"); RETURN NULL;', hash='e4b919a1c652668f6d4054ec65e89168c45cb97b', operation='INSERT', pgid='pgtrigger_insert_insert_84bb9', table='procurement_result', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='result',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_resultevent" ("created_at", "id", "measure_id", "number", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source", "updated_at", "value", "version") VALUES (NEW."created_at", NEW."id", NEW."measure_id", NEW."number", NEW."period_end", NEW."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."source", NEW."updated_at", NEW."value", NEW."version"); RETURN NULL;', hash='0118b0dc947a99bf8691e485c0a03f6d2b475979', operation='UPDATE', pgid='pgtrigger_update_update_4d6f2', table='procurement_result', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='result',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_resultevent" ("created_at", "id", "measure_id", "number", "period_end", "period_start", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source", "updated_at", "value", "version") VALUES (OLD."created_at", OLD."id", OLD."measure_id", OLD."number", OLD."period_end", OLD."period_start", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."removed_at", OLD."source", OLD."updated_at", OLD."value", OLD."version"); RETURN NULL;', hash='9854c4e58c414c92afba65ac6b618cef0430e818', operation='DELETE', pgid='pgtrigger_delete_delete_87b92', table='procurement_result', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrow',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theoryarrowevent" ("assumption", "created_at", "external_factors", "id", "mechanism", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source_id", "target_id", "updated_at", "version") VALUES (NEW."assumption", NEW."created_at", NEW."external_factors", NEW."id", NEW."mechanism", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."source_id", NEW."target_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='cd47c515a9e65cbb4b8a1571a6940e0fd7f7c412', operation='INSERT', pgid='pgtrigger_insert_insert_924c3', table='procurement_theoryarrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrow',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_theoryarrowevent" ("assumption", "created_at", "external_factors", "id", "mechanism", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source_id", "target_id", "updated_at", "version") VALUES (NEW."assumption", NEW."created_at", NEW."external_factors", NEW."id", NEW."mechanism", NEW."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."removed_at", NEW."source_id", NEW."target_id", NEW."updated_at", NEW."version"); RETURN NULL;', hash='44bdf59c9d5f5bb44d05e6dc40385e096d8ee407', operation='UPDATE', pgid='pgtrigger_update_update_89603', table='procurement_theoryarrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrow',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theoryarrowevent" ("assumption", "created_at", "external_factors", "id", "mechanism", "number", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "removed_at", "source_id", "target_id", "updated_at", "version") VALUES (OLD."assumption", OLD."created_at", OLD."external_factors", OLD."id", OLD."mechanism", OLD."number", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."removed_at", OLD."source_id", OLD."target_id", OLD."updated_at", OLD."version"); RETURN NULL;', hash='b059455bee2cb514025c3041567ca896b6d69ed0', operation='DELETE', pgid='pgtrigger_delete_delete_134c4', table='procurement_theoryarrow', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theorynode',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theorynodeevent" ("created_at", "id", "kind", "label", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."label", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."updated_at", NEW."version"); RETURN NULL;', hash='26eb61b4e5616b6f0aaa88245e186fd0e6859669', operation='INSERT', pgid='pgtrigger_insert_insert_a5956', table='procurement_theorynode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theorynode',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_theorynodeevent" ("created_at", "id", "kind", "label", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "updated_at", "version") VALUES (NEW."created_at", NEW."id", NEW."kind", NEW."label", NEW."number", NEW."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."piece_id", NEW."plan_id", NEW."removed_at", NEW."updated_at", NEW."version"); RETURN NULL;', hash='fdc3a6cedd1a6e9a8ec7c07791ae0653b3296475', operation='UPDATE', pgid='pgtrigger_update_update_14a62', table='procurement_theorynode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theorynode',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theorynodeevent" ("created_at", "id", "kind", "label", "number", "outcome_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "piece_id", "plan_id", "removed_at", "updated_at", "version") VALUES (OLD."created_at", OLD."id", OLD."kind", OLD."label", OLD."number", OLD."outcome_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."piece_id", OLD."plan_id", OLD."removed_at", OLD."updated_at", OLD."version"); RETURN NULL;', hash='6f9cdbcc44687befc2f99bb43a7b881dbcb3e68c', operation='DELETE', pgid='pgtrigger_delete_delete_d7eb2', table='procurement_theorynode', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrowevidence',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theoryarrowevidenceevent" ("evidence_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "theoryarrow_id") VALUES (NEW."evidence_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."theoryarrow_id"); RETURN NULL;', hash='4c19d74782bbacbd250ea017dc731b0da0d2a298', operation='INSERT', pgid='pgtrigger_insert_insert_a6c77', table='procurement_theoryarrow_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrowevidence',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "procurement_theoryarrowevidenceevent" ("evidence_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "theoryarrow_id") VALUES (NEW."evidence_id", NEW."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."theoryarrow_id"); RETURN NULL;', hash='8bfa54d154a19ce5b67a15495fc75cd218929c1f', operation='UPDATE', pgid='pgtrigger_update_update_2a0a7', table='procurement_theoryarrow_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theoryarrowevidence',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "procurement_theoryarrowevidenceevent" ("evidence_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "theoryarrow_id") VALUES (OLD."evidence_id", OLD."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."theoryarrow_id"); RETURN NULL;', hash='2192de8f585c8539bda6c151fcd461750e8112fb', operation='DELETE', pgid='pgtrigger_delete_delete_4b234', table='procurement_theoryarrow_evidence', when='AFTER')),
        ),
        first_states('procurement', *TRACKED),
        *(
            refuse_changes(f'procurement_{name.lower()}event', 'The history of items is append-only.')
            for name in TRACKED
        ),
    ]
