"""Decisions on a plan, their call-in, who signs off, and by what rules an organisation decides."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from scp.plans.models import CallInStep, Decision, DecisionRules, SignOff
from tests.factories.accounts import OfficerFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.plans import ItemFactory, PlanFactory, ScopedFactory

VERSION = "d" * 64


class DecisionFactory(ItemFactory[Decision]):
    """A decision that is to come, and is no key decision."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    title: Any = factory.Sequence(lambda n: f"To adopt the plan ({n})")
    route = "cabinet"
    decision_maker = "Cabinet"
    due_on: Any = dt.date(2026, 5, 1)


class RecordedDecisionFactory(DecisionFactory):
    """One that approved the plan and can be called in until 11 May 2026."""

    decided_on = dt.date(2026, 5, 1)
    recorded_at = dt.datetime(2026, 5, 1, 15, 0, tzinfo=dt.UTC)
    outcome = "approved"
    decided = "To adopt the plan."
    reasons = "The needs are evidenced and people were asked."
    published_on = dt.date(2026, 5, 1)
    call_in = "applies"
    call_in_until = dt.date(2026, 5, 11)
    content_sha256 = VERSION


class CallInStepFactory(ScopedFactory[CallInStep]):
    class Meta:
        model = CallInStep
        skip_postgeneration_save = True

    decision = factory.SubFactory(RecordedDecisionFactory)
    act = "called_in"
    on_behalf_of = "Scrutiny committee"
    reasons = "The effect on two wards was not considered."
    made_at = dt.datetime(2026, 5, 6, 9, 0, tzinfo=dt.UTC)
    made_by = factory.SubFactory(OfficerFactory)


class SignOffFactory(ScopedFactory[SignOff]):
    class Meta:
        model = SignOff
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    kind = "finance"
    post = "Director of Finance"
    content_sha256 = VERSION
    signed_at = dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC)
    signed_by = factory.SubFactory(OfficerFactory)


class DecisionRulesFactory(DjangoModelFactory[DecisionRules]):
    class Meta:
        model = DecisionRules

    organisation = factory.SubFactory(OrganisationFactory)
    valid_from = dt.date(2020, 1, 1)
    notice_clear_days = 28
    exception_clear_days = 5
    call_in_working_days = 3
    key_decision_pounds = None
    source = "Constitution, part 4"
