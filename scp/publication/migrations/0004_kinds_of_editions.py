"""Kinds, labels and the chain of what supersedes what.

Nobody recorded of the editions before this whether they were adopted, so they count as consultation
drafts: edition 3 becomes 0.3. That is written once, past the trigger that refuses every change; what
was published, the bytes and their hash, is not touched.
"""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
-- Nothing is put off to the end of the transaction: a table that waits cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE publication_edition DISABLE TRIGGER publication_edition_no_update_or_delete;
UPDATE publication_edition AS edition SET minor = number, supersedes_id = (
    SELECT earlier.id FROM publication_edition AS earlier
    WHERE earlier.plan_id = edition.plan_id AND earlier.number < edition.number
    ORDER BY earlier.number DESC LIMIT 1
);
ALTER TABLE publication_edition ENABLE TRIGGER publication_edition_no_update_or_delete;
"""
# An edition supersedes one of its own plan: a foreign key of two columns, which Django has not.
SAME_PLAN = """
ALTER TABLE publication_edition
    ADD CONSTRAINT edition_of_its_plan UNIQUE (plan_id, id),
    ADD CONSTRAINT edition_supersedes_one_of_its_plan
        FOREIGN KEY (plan_id, supersedes_id) REFERENCES publication_edition (plan_id, id);
"""
NO_SAME_PLAN = """
ALTER TABLE publication_edition
    DROP CONSTRAINT edition_supersedes_one_of_its_plan,
    DROP CONSTRAINT edition_of_its_plan;
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0003_editions_in_more_forms")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="kind",
            field=models.CharField(
                choices=[
                    ("consultation_draft", "Consultation draft"),
                    ("adopted", "Adopted edition"),
                    ("correction", "Corrected edition"),
                ],
                default="consultation_draft",
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="edition",
            name="major",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="edition",
            name="minor",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="edition",
            name="change_note",
            field=models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="edition",
            name="supersedes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="superseded_by",
                to="publication.edition",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                fields=("plan", "major", "minor"), name="edition_label_once_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("supersedes__isnull", True)),
                fields=("plan",),
                name="edition_one_first_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "consultation_draft"), ("major", 0), ("minor__gte", 1)),
                    models.Q(("kind", "adopted"), ("major__gte", 1), ("minor", 0)),
                    models.Q(("kind", "correction"), ("major__gte", 1), ("minor__gte", 1)),
                    _connector="OR",
                ),
                name="edition_label_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "correction"), models.Q(("change_note", ""), _negated=True)),
                    models.Q(
                        models.Q(("kind", "correction"), _negated=True), ("change_note", "")
                    ),
                    _connector="OR",
                ),
                name="edition_change_note_of_corrections",
            ),
        ),
        migrations.RunSQL(SAME_PLAN, NO_SAME_PLAN),
    ]
