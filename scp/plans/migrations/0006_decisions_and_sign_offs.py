"""Decisions, their call-in, who signs off, and by what rules an organisation decides."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from scp.core.immutable import refuse_changes

RECORDED_STAYS = """
CREATE OR REPLACE FUNCTION plans_decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A recorded decision is immutable: record a correction.'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER plans_decision_recorded_stays BEFORE UPDATE OR DELETE ON plans_decision
    FOR EACH ROW WHEN (OLD.decided_on IS NOT NULL)
    EXECUTE FUNCTION plans_decision_refuse();
"""
RECORDED_STAYS_REVERSE = """
DROP TRIGGER plans_decision_recorded_stays ON plans_decision;
DROP FUNCTION plans_decision_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_successors'),
        ('plans', '0005_documents_of_sections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='revised_from',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='CallInStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('called_in', 'Called in'), ('upheld', 'Upheld'), ('referred_back', 'Referred back')], max_length=20)),
                ('on_behalf_of', models.CharField(blank=True, max_length=150)),
                ('reasons', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('title', models.CharField(max_length=300)),
                ('route', models.CharField(choices=[('full_council', 'Full Council'), ('cabinet', 'Cabinet / executive'), ('cabinet_member', 'Individual cabinet member'), ('committee', 'Committee'), ('officer_delegated', 'Officer delegated'), ('ca_board', 'Combined authority board'), ('ijb', 'Integration joint board'), ('partner_board', 'Partner board (endorse only)')], max_length=20)),
                ('decision_maker', models.CharField(max_length=150)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('is_key', models.BooleanField(default=False)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('notice_route', models.CharField(choices=[('notice', 'Notice in full time'), ('general_exception', 'General exception: scrutiny chair informed'), ('special_urgency', 'Special urgency: scrutiny chair agreed')], default='notice', max_length=20)),
                ('notice_on', models.DateField(blank=True, null=True)),
                ('exception_by', models.CharField(blank=True, max_length=150)),
                ('exception_on', models.DateField(blank=True, null=True)),
                ('exception_reason', models.TextField(blank=True)),
                ('exempt_paragraph', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1: relating to any individual'), (2, '2: likely to reveal the identity of an individual'), (3, '3: financial or business affairs of a person'), (4, '4: consultations or negotiations on labour relations'), (5, '5: legal professional privilege'), (6, '6: a proposed notice, order or direction under an enactment'), (7, '7: preventing, investigating or prosecuting crime')], null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('approved', 'Approved'), ('approved_amended', 'Approved with changes'), ('deferred', 'Deferred'), ('refused', 'Not approved')], max_length=20)),
                ('decided', models.TextField(blank=True)),
                ('reasons', models.TextField(blank=True)),
                ('options_rejected', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1000), blank=True, default=list, size=None)),
                ('interests', models.TextField(blank=True)),
                ('consultation', models.TextField(blank=True)),
                ('equality', models.TextField(blank=True)),
                ('finance', models.TextField(blank=True)),
                ('legal', models.TextField(blank=True)),
                ('documents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1000), blank=True, default=list, size=None)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('call_in', models.CharField(choices=[('applies', 'Can be called in'), ('urgent', 'Exempt from call-in because it is urgent'), ('none', 'Call-in does not apply to this route')], default='applies', max_length=10)),
                ('call_in_until', models.DateField(blank=True, null=True)),
                ('urgency_reason', models.TextField(blank=True)),
                ('content_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('correction_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['number'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecisionEvent',
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
                ('route', models.CharField(max_length=20)),
                ('decision_maker', models.CharField(max_length=150)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('is_key', models.BooleanField(default=False)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('notice_route', models.CharField(default='notice', max_length=20)),
                ('notice_on', models.DateField(blank=True, null=True)),
                ('exception_by', models.CharField(blank=True, max_length=150)),
                ('exception_on', models.DateField(blank=True, null=True)),
                ('exception_reason', models.TextField(blank=True)),
                ('exempt_paragraph', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.CharField(blank=True, max_length=20)),
                ('decided', models.TextField(blank=True)),
                ('reasons', models.TextField(blank=True)),
                ('options_rejected', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1000), blank=True, default=list, size=None)),
                ('interests', models.TextField(blank=True)),
                ('consultation', models.TextField(blank=True)),
                ('equality', models.TextField(blank=True)),
                ('finance', models.TextField(blank=True)),
                ('legal', models.TextField(blank=True)),
                ('documents', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=1000), blank=True, default=list, size=None)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('call_in', models.CharField(default='applies', max_length=10)),
                ('call_in_until', models.DateField(blank=True, null=True)),
                ('urgency_reason', models.TextField(blank=True)),
                ('content_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('correction_reason', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('pgh_id',),
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DecisionRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('notice_clear_days', models.PositiveSmallIntegerField()),
                ('exception_clear_days', models.PositiveSmallIntegerField()),
                ('call_in_working_days', models.PositiveSmallIntegerField()),
                ('equality_first', models.BooleanField(default=True)),
                ('key_decision_pounds', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('source', models.CharField(max_length=500)),
            ],
            options={
                'ordering': ('organisation', '-valid_from'),
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('finance', 'Finance (section 151 officer)'), ('legal', 'Legal (monitoring officer)'), ('equality', 'Equality'), ('data_protection', 'Data protection'), ('portfolio_holder', 'Portfolio holder'), ('decision_maker', 'Decision maker')], max_length=20)),
                ('post', models.CharField(max_length=150)),
                ('words', models.TextField(blank=True)),
                ('conditions', models.TextField(blank=True)),
                ('content_sha256', models.CharField(max_length=64)),
                ('signed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('plan', 'pk'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='membership',
            name='membership_role_listed',
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('lead', 'Plan lead'), ('commissioner', 'Commissioner'), ('contributor', 'Contributor (stakeholder)'), ('viewer', 'Viewer'), ('finance', 'Finance officer (section 151)'), ('legal', 'Monitoring officer'), ('equality', 'Equality lead'), ('data_protection', 'Data protection officer'), ('portfolio_holder', 'Portfolio holder'), ('decision_maker', 'Decision maker')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'commissioner', 'contributor', 'viewer', 'finance', 'legal', 'equality', 'data_protection', 'portfolio_holder', 'decision_maker'])), name='membership_role_listed'),
        ),
        migrations.AddField(
            model_name='callinstep',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='decision',
            name='corrects',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='plans.decision'),
        ),
        migrations.AddField(
            model_name='decision',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='callinstep',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_in_steps', to='plans.decision'),
        ),
        migrations.AddField(
            model_name='decisionevent',
            name='corrects',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.decision'),
        ),
        migrations.AddField(
            model_name='decisionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.decision'),
        ),
        migrations.AddField(
            model_name='decisionevent',
            name='plan',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='decisionrules',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decision_rules', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='decision_reference_for_life'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('route__in', ['full_council', 'cabinet', 'cabinet_member', 'committee', 'officer_delegated', 'ca_board', 'ijb', 'partner_board'])), name='decision_route_listed'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('notice_route__in', ['notice', 'general_exception', 'special_urgency'])), name='decision_notice_listed'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'approved', 'approved_amended', 'deferred', 'refused'])), name='decision_outcome_listed'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('call_in__in', ['applies', 'urgent', 'none'])), name='decision_call_in_listed'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('exempt_paragraph__isnull', True), ('exempt_paragraph__in', [1, 2, 3, 4, 5, 6, 7]), _connector='OR'), name='decision_exempt_paragraph_listed'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('content_sha256', ''), ('corrects__isnull', True), ('decided_on__isnull', True), ('outcome', ''), ('recorded_at__isnull', True)), models.Q(('decided_on__isnull', False), ('recorded_at__isnull', False), models.Q(models.Q(('outcome', ''), ('decided', ''), ('reasons', ''), ('content_sha256', ''), _connector='OR'), _negated=True)), _connector='OR'), name='decision_recorded_whole'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exception_by', ''), ('exception_on__isnull', True)), models.Q(models.Q(('exception_by', ''), _negated=True), ('exception_on__isnull', False)), _connector='OR'), name='decision_exception_by_whom_and_when'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('call_in', 'applies'), ('call_in_until__isnull', True), _connector='OR'), name='decision_call_in_ends_where_it_applies'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('correction_reason', ''), ('corrects__isnull', True)), models.Q(('corrects__isnull', False), models.Q(('correction_reason', ''), _negated=True)), _connector='OR'), name='decision_corrected_with_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "plans_decisionevent" ("amount", "call_in", "call_in_until", "consultation", "content_sha256", "correction_reason", "corrects_id", "created_at", "decided", "decided_on", "decision_maker", "documents", "due_on", "equality", "exception_by", "exception_on", "exception_reason", "exempt_paragraph", "finance", "id", "interests", "is_key", "legal", "notice_on", "notice_route", "number", "options_rejected", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "published_on", "reasons", "recorded_at", "removed_at", "route", "title", "updated_at", "urgency_reason", "version") VALUES (NEW."amount", NEW."call_in", NEW."call_in_until", NEW."consultation", NEW."content_sha256", NEW."correction_reason", NEW."corrects_id", NEW."created_at", NEW."decided", NEW."decided_on", NEW."decision_maker", NEW."documents", NEW."due_on", NEW."equality", NEW."exception_by", NEW."exception_on", NEW."exception_reason", NEW."exempt_paragraph", NEW."finance", NEW."id", NEW."interests", NEW."is_key", NEW."legal", NEW."notice_on", NEW."notice_route", NEW."number", NEW."options_rejected", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'insert\', NEW."id", NEW."plan_id", NEW."published_on", NEW."reasons", NEW."recorded_at", NEW."removed_at", NEW."route", NEW."title", NEW."updated_at", NEW."urgency_reason", NEW."version"); RETURN NULL;', hash='b65ef3fef3c03ee4488ecf8ef17b51c54188e384', operation='INSERT', pgid='pgtrigger_insert_insert_e822d', table='plans_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "plans_decisionevent" ("amount", "call_in", "call_in_until", "consultation", "content_sha256", "correction_reason", "corrects_id", "created_at", "decided", "decided_on", "decision_maker", "documents", "due_on", "equality", "exception_by", "exception_on", "exception_reason", "exempt_paragraph", "finance", "id", "interests", "is_key", "legal", "notice_on", "notice_route", "number", "options_rejected", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "published_on", "reasons", "recorded_at", "removed_at", "route", "title", "updated_at", "urgency_reason", "version") VALUES (NEW."amount", NEW."call_in", NEW."call_in_until", NEW."consultation", NEW."content_sha256", NEW."correction_reason", NEW."corrects_id", NEW."created_at", NEW."decided", NEW."decided_on", NEW."decision_maker", NEW."documents", NEW."due_on", NEW."equality", NEW."exception_by", NEW."exception_on", NEW."exception_reason", NEW."exempt_paragraph", NEW."finance", NEW."id", NEW."interests", NEW."is_key", NEW."legal", NEW."notice_on", NEW."notice_route", NEW."number", NEW."options_rejected", NEW."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'update\', NEW."id", NEW."plan_id", NEW."published_on", NEW."reasons", NEW."recorded_at", NEW."removed_at", NEW."route", NEW."title", NEW."updated_at", NEW."urgency_reason", NEW."version"); RETURN NULL;', hash='65cc67aba700b79d9a7c5c43a6b40a43fd340d24', operation='UPDATE', pgid='pgtrigger_update_update_dd903', table='plans_decision', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='decision',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "plans_decisionevent" ("amount", "call_in", "call_in_until", "consultation", "content_sha256", "correction_reason", "corrects_id", "created_at", "decided", "decided_on", "decision_maker", "documents", "due_on", "equality", "exception_by", "exception_on", "exception_reason", "exempt_paragraph", "finance", "id", "interests", "is_key", "legal", "notice_on", "notice_route", "number", "options_rejected", "outcome", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "published_on", "reasons", "recorded_at", "removed_at", "route", "title", "updated_at", "urgency_reason", "version") VALUES (OLD."amount", OLD."call_in", OLD."call_in_until", OLD."consultation", OLD."content_sha256", OLD."correction_reason", OLD."corrects_id", OLD."created_at", OLD."decided", OLD."decided_on", OLD."decision_maker", OLD."documents", OLD."due_on", OLD."equality", OLD."exception_by", OLD."exception_on", OLD."exception_reason", OLD."exempt_paragraph", OLD."finance", OLD."id", OLD."interests", OLD."is_key", OLD."legal", OLD."notice_on", OLD."notice_route", OLD."number", OLD."options_rejected", OLD."outcome", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, clock_timestamp(), \'delete\', OLD."id", OLD."plan_id", OLD."published_on", OLD."reasons", OLD."recorded_at", OLD."removed_at", OLD."route", OLD."title", OLD."updated_at", OLD."urgency_reason", OLD."version"); RETURN NULL;', hash='dd9e245e4d3b22f1c93939d7f1f54aca86f4c555', operation='DELETE', pgid='pgtrigger_delete_delete_962f3', table='plans_decision', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='callinstep',
            constraint=models.UniqueConstraint(fields=('decision', 'act'), name='call_in_step_once'),
        ),
        migrations.AddConstraint(
            model_name='callinstep',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['called_in', 'upheld', 'referred_back'])), name='call_in_act_listed'),
        ),
        migrations.AddConstraint(
            model_name='callinstep',
            constraint=models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='call_in_step_has_reasons'),
        ),
        migrations.AddConstraint(
            model_name='decisionrules',
            constraint=models.UniqueConstraint(fields=('organisation', 'valid_from'), name='decision_rules_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='decisionrules',
            constraint=models.CheckConstraint(condition=models.Q(('exception_clear_days__lte', models.F('notice_clear_days'))), name='decision_exception_is_shorter'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['finance', 'legal', 'equality', 'data_protection', 'portfolio_holder', 'decision_maker'])), name='sign_off_kind_listed'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('content_sha256__regex', '^[0-9a-f]{64}$')), name='sign_off_hash_is_sha256'),
        ),
        refuse_changes('plans_decisionevent', 'The history of items is append-only.'),
        refuse_changes('plans_signoff', 'A sign-off is not changed: sign again.'),
        refuse_changes('plans_callinstep', 'A step of call-in is not changed.'),
        migrations.RunSQL(RECORDED_STAYS, RECORDED_STAYS_REVERSE),
    ]
