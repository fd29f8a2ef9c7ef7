"""A comparison with NULL passes a CHECK: say that either both ends are there or neither."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0001_initial"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="observation",
            name="observation_period_has_both_ends",
        ),
        migrations.RemoveConstraint(
            model_name="observation",
            name="observation_interval_has_both_ends",
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("period_end__isnull", True), ("period_start__isnull", True)),
                    models.Q(
                        ("period_end__isnull", False),
                        ("period_start__isnull", False),
                        ("period_start__lte", models.F("period_end")),
                    ),
                    _connector="OR",
                ),
                name="observation_period_has_both_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lower_ci__isnull", True), ("upper_ci__isnull", True)),
                    models.Q(
                        ("lower_ci__isnull", False),
                        ("lower_ci__lte", models.F("upper_ci")),
                        ("upper_ci__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="observation_interval_has_both_ends",
            ),
        ),
    ]
