"""Plans, their sections and their people.

Rows are stored directly, without an audit event, so that a test about one action sees only the
events of that action. Item numbers run on as `scp.plans.items` would give them.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

import factory
from django.db.models import Max
from factory.django import DjangoModelFactory

from scp.accounts.models import User
from scp.plans.models import Membership, Override, Plan, Section
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import PlaceFactory

Row = TypeVar("Row")


class PlanFactory(DjangoModelFactory[Plan]):
    """A draft plan for one place."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Plan {n}")
    lead_organisation = factory.SubFactory(OrganisationFactory)
    period_start = dt.date(2026, 4, 1)
    period_end = dt.date(2029, 3, 31)

    @classmethod
    def _get_manager(cls, model_class: type[Plan]) -> Any:
        return model_class.drafts

    @factory.post_generation
    def places(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.places.set(extracted if extracted is not None else [PlaceFactory()])


class ScopedFactory(DjangoModelFactory[Row]):
    """A row whose manager needs a plan's scope: stored through the manager that does not."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _get_manager(cls, model_class: Any) -> Any:
        return model_class._base_manager


class ItemFactory(ScopedFactory[Row]):
    """A plan item with the next number of its kind in its plan."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        siblings = model_class._base_manager.filter(plan=kwargs["plan"])
        if "number" not in kwargs:
            kwargs["number"] = (siblings.aggregate(last=Max("number"))["last"] or 0) + 1
        return super()._create(model_class, *args, **kwargs)


class SectionFactory(ItemFactory[Section]):
    class Meta:
        model = Section
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    kind = "context"
    title: Any = factory.Sequence(lambda n: f"Chapter {n}")
    body: Any = "What the reader should know first."
    position: Any = factory.Sequence(int)


class VisionFactory(SectionFactory):
    kind = "vision"
    title = "Vision"
    body = "By 2029 everyone here has a fair start and a home they can afford."
    position = 0


class MembershipFactory(ScopedFactory[Membership]):
    class Meta:
        model = Membership
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    user = factory.SubFactory(UserFactory)
    role = "viewer"


class OverrideFactory(ScopedFactory[Override]):
    """Of the gap that the plan has no vision."""

    class Meta:
        model = Override
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    code = "no_vision"
    sentence = "The plan has no vision. Add a vision section."
    reason = "Residents write it in the autumn."
    given_as = "Director of Strategy"
    given_by = factory.SubFactory(OfficerFactory)
    given_at = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Cast:
    """One person for each role in a plan, and one with none."""

    plan: Plan
    lead: User
    commissioner: User
    contributor: User
    viewer: User
    outsider: User

    def __iter__(self) -> Any:
        """(role, person), the outsider as role ""."""
        for role in ("lead", "commissioner", "contributor", "viewer"):
            yield role, getattr(self, role)
        yield "", self.outsider


def cast_of(plan: Plan) -> Cast:
    """The named cast of the tests: lead, commissioner, contributor, viewer and outsider."""
    people: dict[str, User] = {"lead": OfficerFactory.create(name="Lead")}
    for role in ("commissioner", "contributor", "viewer"):
        people[role] = UserFactory.create(name=role.title())
    for role, person in people.items():
        MembershipFactory.create(plan=plan, user=person, role=role)
    return Cast(plan=plan, outsider=UserFactory.create(name="Outsider"), **people)
