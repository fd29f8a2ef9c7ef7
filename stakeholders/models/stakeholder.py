from django.db import models
from django.db.models import Q

from scp.accounts.models import User
from scp.organisations.choices import Kind
from scp.organisations.models import Organisation
from scp.plans.models import PlanItem, tracked


@tracked
class Stakeholder(PlanItem):
    """Someone with a stake in the plan: a body, a group, or a person.

    A person is published by kind ("Resident"), never by name: `user` says who may speak as this
    stakeholder and is not part of any edition.
    """

    REFERENCE_PREFIX = "ST"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=Kind)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="stakes"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="stakes"
    )
    is_person = models.BooleanField(default=False)

    class Meta(PlanItem.Meta):
        constraints = [
            *PlanItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="stakeholder_kind_is_listed"
            ),
            models.UniqueConstraint(
                fields=["plan", "user"],
                condition=Q(removed_at__isnull=True, user__isnull=False),
                name="one_stake_a_person_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(is_person=False) | Q(organisation__isnull=True),
                name="stakeholder_person_is_not_a_body",
            ),
        ]

    @property
    def title_text(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        return str(self.get_kind_display()) if self.is_person else self.name
