"""A body may have several successors: a county that is divided has. Nothing ever wrote the column
of the single one, so there is nothing to copy.

The column itself stays in the table until no process of the version before reads it any more.
"""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import CASCADE, PROTECT

# Only a body that has an end has successors, and a succession has its date: both by one reference.
ENDED_ON = """
CREATE UNIQUE INDEX organisation_with_its_end ON organisations_organisation (id, valid_to);
ALTER TABLE organisations_succession
    ADD CONSTRAINT succession_is_of_a_body_that_ended
    FOREIGN KEY (organisation_id, ended_on) REFERENCES organisations_organisation (id, valid_to)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_identifier_dates_in_order"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(
                    model_name="organisation", name="organisation_with_successor_has_ended"
                ),
                migrations.RemoveField(model_name="organisation", name="successor"),
            ],
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=CASCADE,
                        related_name="successions",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="+", to="organisations.organisation"
                    ),
                ),
                ("ended_on", models.DateField()),
            ],
            options={
                "ordering": ("successor__name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=["organisation", "successor"], name="successor_named_once"
                    ),
                    models.CheckConstraint(
                        condition=~Q(organisation=F("successor")), name="successor_is_another_body"
                    ),
                ],
            },
        ),
        migrations.RunSQL(ENDED_ON, "DROP INDEX organisation_with_its_end CASCADE"),
        migrations.AddField(
            model_name="organisation",
            name="successors",
            field=models.ManyToManyField(
                related_name="predecessors",
                through="organisations.Succession",
                through_fields=("organisation", "successor"),
                to="organisations.organisation",
            ),
        ),
    ]
