"""Pieces and what they claim."""

from typing import Any

import pytest
from django_scopes import scope

from procurement.forms import ContributionForm, PieceForm
from scp.plans.models import Plan
from tests.factories.outcomes import EvidenceFactory
from tests.factories.plans import PlanFactory
from tests.factories.procurement import ContributionFactory, PieceFactory
from tests.unit.plans.kinds import CASES
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db
ANSWERS = {case.kind.form: case.answers for case in CASES}


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


def errors(form: Any, plan: Plan, **more: Any) -> set[str]:
    with scope(plan=plan):
        return set(form(posted(ANSWERS[form](plan) | more), plan=plan).errors)


@pytest.mark.parametrize("strength", ["0", "4", "1.5", "strong", "-1", ""])
def test_a_strength_is_one_two_or_three(trafford: Plan, strength: str) -> None:
    assert errors(ContributionForm, trafford, strength=strength) == {"strength"}


def test_a_strength_comes_out_as_a_number(trafford: Plan) -> None:
    with scope(plan=trafford):
        form = ContributionForm(posted(ANSWERS[ContributionForm](trafford)), plan=trafford)
        assert form.is_valid(), form.errors
        assert form.values()["strength"] == 3


def test_a_claim_shows_its_outcome_and_its_evidence(trafford: Plan) -> None:
    evidence = EvidenceFactory(plan=trafford)
    claim = ContributionFactory(piece=PieceFactory(plan=trafford), evidence=[evidence])

    with scope(plan=trafford):
        form = ContributionForm(plan=trafford, item=claim)

    assert (form.initial["outcome"], form.initial["evidence"]) == (claim.outcome_id, [evidence.pk])


@pytest.mark.parametrize(("name", "answer"), [("state", "limbo"), ("route", "barter")])
def test_states_and_routes_are_listed(trafford: Plan, name: str, answer: str) -> None:
    assert errors(PieceForm, trafford, **{name: answer}) == {name}


def test_how_a_piece_is_delivered_may_be_undecided(trafford: Plan) -> None:
    assert errors(PieceForm, trafford, route="") == set()
