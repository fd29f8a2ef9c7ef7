from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from scp.organisations.models import Organisation


class DecisionRules(models.Model):
    """What an organisation's constitution says about deciding, from a day on until its next row.

    Days of notice are clear days (neither the day of notice nor that of the decision counts), those
    of call-in are working days. `key_decision_pounds` is from what sum on a decision is a key one;
    None where the constitution gives no figure. With `equality_first` nothing is decided before an
    equality impact assessment of that version is signed; without it, that warns. `source` names the
    part of the constitution. Organisations without a row have the defaults of
    data/decision-rules.json.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="decision_rules"
    )
    valid_from = models.DateField()
    notice_clear_days = models.PositiveSmallIntegerField()
    exception_clear_days = models.PositiveSmallIntegerField()
    call_in_working_days = models.PositiveSmallIntegerField()
    equality_first = models.BooleanField(default=True)
    key_decision_pounds = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.CharField(max_length=500)

    class Meta:
        ordering = ("organisation", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], name="decision_rules_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(exception_clear_days__lte=F("notice_clear_days")),
                name="decision_exception_is_shorter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.valid_from}"
