"""Equality impact assessments: whole before they are signed, of a stated version, then fixed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from outcomes.choices import ProtectedCharacteristic
from outcomes.models import Outcome
from procurement import equality
from procurement.actions import equality as actions
from procurement.models import EqualityAssessment, EqualityImpact, Mitigation, Piece
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused
from scp.plans.models import Plan
from scp.publication import readiness
from scp.publication.assembly import assemble
from scp.publication.diff import diff
from scp.publication.printing import to_html
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import MembershipFactory, PlanFactory
from tests.factories.procurement import (
    ContributionFactory,
    EqualityAssessmentFactory,
    EqualityImpactFactory,
    MitigationFactory,
    PieceFactory,
    seen,
    signed_assessment,
    whole_assessment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Iterator[Plan]:
    made: Plan = PlanFactory(slug="trafford")
    ContributionFactory(piece=PieceFactory(plan=made), outcome=OutcomeFactory(plan=made))
    with scope(plan=made):
        yield made


@pytest.fixture
def mira(plan: Plan) -> User:
    user: User = OfficerFactory(name="Mira Shah")
    MembershipFactory(plan=plan, user=user, role="lead")
    return user


def sign(assessment: EqualityAssessment, by: User, **more: Any) -> EqualityAssessment:
    more.setdefault("seen", seen(assessment))
    return actions.sign(assessment=assessment, signed_as="Equality lead", by=by, **more)


def high_negative(assessment: EqualityAssessment) -> EqualityImpact:
    made: EqualityImpact = EqualityImpactFactory(assessment=assessment, group="carers")
    return made


def test_the_first_assessment_asks_about_everybody_the_act_names(plan: Plan, mira: User) -> None:
    assessment = actions.open_assessment(plan=plan, proposal="The plan", by=mira)

    asked = [row.group for row in equality.impacts_of(assessment)]
    assert asked == ProtectedCharacteristic.values
    assert len(equality.wanting(assessment, equality.impacts_of(assessment))) == 10


def test_signing_needs_a_finding_for_each_and_a_conclusion(plan: Plan, mira: User) -> None:
    assessment = actions.open_assessment(plan=plan, proposal="The plan", by=mira)

    with pytest.raises(InvalidInput, match="Age"):
        sign(assessment, mira)


def test_a_removed_finding_of_the_act_is_asked_for_again(plan: Plan, mira: User) -> None:
    assessment = whole_assessment(plan)
    age = EqualityImpact._base_manager.get(assessment=assessment, group="age")
    actions.remove_impact(impact=age, seen_version=1, by=mira)

    with pytest.raises(InvalidInput, match="Age"):
        sign(assessment, mira)


def test_a_high_negative_that_nothing_lessens_needs_a_justification(plan: Plan, mira: User) -> None:
    assessment = whole_assessment(plan)
    impact = high_negative(assessment)
    with pytest.raises(InvalidInput, match="Unpaid carers"):
        sign(assessment, mira)

    actions.revise_impact(impact=impact, seen_version=1, justification="It is the law.", by=mira)

    assert sign(assessment, mira).is_signed


def test_a_mitigation_stands_for_a_justification(plan: Plan, mira: User) -> None:
    assessment = whole_assessment(plan)
    MitigationFactory(impact=high_negative(assessment))

    assert sign(assessment, mira).is_signed


@pytest.mark.parametrize("changed", ["outcome", "finding", "mitigation", "assessment"])
def test_nobody_signs_what_changed_while_they_read(plan: Plan, mira: User, changed: str) -> None:
    assessment = whole_assessment(plan)
    impact = high_negative(assessment)
    mitigation = MitigationFactory(impact=impact)
    read = seen(assessment)
    if changed == "outcome":
        Outcome._base_manager.filter(plan=plan).update(statement="Another")
    elif changed == "finding":
        actions.revise_impact(impact=impact, seen_version=1, effect="Another", by=mira)
    elif changed == "mitigation":
        actions.revise_mitigation(mitigation=mitigation, seen_version=1, owner="X", by=mira)
    else:
        actions.revise(assessment=assessment, seen_version=1, affected="Others", by=mira)

    with pytest.raises(InvalidInput, match="changed while you read"):
        sign(assessment, mira, seen=read)


def test_what_is_signed_says_by_whom_when_and_of_what(plan: Plan, mira: User) -> None:
    at = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

    signed = signed_assessment(plan, mira, at=at)

    assert (signed.signed_by, signed.signed_as, signed.signed_at) == (mira, "Equality lead", at)
    assert signed.basis == equality.basis_of(plan)
    assert set(signed.basis) == {"O1", "P1"}


@pytest.mark.parametrize(
    "act",
    [
        lambda one, by: actions.revise(assessment=one, seen_version=2, by=by, proposal="X"),
        lambda one, by: actions.remove(assessment=one, seen_version=2, by=by),
        lambda one, by: actions.assess_group(assessment=one, by=by, group="carers"),
        lambda one, by: actions.mitigate(
            impact=one.impacts.first(), by=by, action="A", owner="O", due_on=dt.date(2027, 1, 1)
        ),
        lambda one, by: sign(one, by),
    ],
)
def test_a_signed_assessment_is_changed_by_nobody(plan: Plan, mira: User, act: Any) -> None:
    with pytest.raises(PolicyRefused, match="stays as it is"):
        act(signed_assessment(plan, mira), mira)


@pytest.mark.parametrize(
    ("model", "values", "changed"),
    [
        (Outcome, {"statement": "Another"}, ("O1",)),
        (Outcome, {"removed_at": timezone.now()}, ("O1", "P1")),
        (Piece, {"summary": "Another"}, ("P1",)),
        (Piece, {"state": "ending"}, ("P1",)),
        (Piece, {"state": "tendering"}, ()),
        (Outcome, {"owner": "Somebody else"}, ()),
    ],
)
def test_it_is_out_of_date_when_what_it_is_of_changes(
    plan: Plan, mira: User, model: Any, values: dict[str, Any], changed: tuple[str, ...]
) -> None:
    signed = signed_assessment(plan, mira)
    assert equality.signed_for(plan) == signed

    model._base_manager.filter(plan=plan).update(**values)

    assert equality.changed_since(signed, equality.basis_of(plan)) == changed
    assert (equality.signed_for(plan) is None) == bool(changed)


def test_it_counts_for_a_decision_on_or_after_its_day(plan: Plan, mira: User) -> None:
    """Half past eleven at night in Greenwich is the next day's half past midnight in summer."""
    signed = signed_assessment(plan, mira, at=dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC))

    assert equality.signed_for(plan, on=dt.date(2026, 6, 2)) == signed
    assert equality.signed_for(plan, on=dt.date(2026, 6, 1)) is None


def test_the_next_one_takes_over_what_the_last_found(plan: Plan, mira: User) -> None:
    last = whole_assessment(plan)
    impact = high_negative(last)
    impact.evidence.add(EvidenceFactory(plan=plan))
    MitigationFactory(impact=impact)
    sign(last, mira)

    following = actions.open_assessment(plan=plan, proposal="Again", by=mira)

    *_act, carers = equality.impacts_of(following)
    assert (carers.group, carers.level) == ("carers", "negative_high")
    assert [row.reference for row in carers.sources] == ["EV-001"]  # type: ignore[attr-defined]
    assert [row.owner for row in carers.measures_taken] == ["Head of Adult Social Care"]  # type: ignore[attr-defined]
    assert not following.is_signed
    assert following.conclusion == ""
    assert Mitigation._base_manager.count() == 2


def test_what_is_published_is_of_the_same_version(plan: Plan, mira: User) -> None:
    """The digests of the rows are those of the published document."""
    signed = signed_assessment(plan, mira)

    (published,) = assemble(plan).equality_assessments

    assert published.changed_since == ()
    assert published.basis_sha256 == signed.basis_sha256
    assert (published.signed_as, published.signed_on) == ("Equality lead", timezone.localdate())
    assert "Mira" not in published.model_dump_json()


def test_the_document_says_what_changed_since(plan: Plan, mira: User) -> None:
    assessment = whole_assessment(plan)
    MitigationFactory(impact=high_negative(assessment))
    sign(assessment, mira)
    Piece._base_manager.filter(plan=plan).update(title="Another")

    content = assemble(plan)

    assert content.equality_assessments[0].changed_since == ("P1",)
    html = to_html(content, sha256="")
    assert "It is of an earlier version of the plan." in html
    assert "Open in the evening too (Head of Adult Social Care, by 31 March 2027)" in html
    assert 'id="EM1"' in html


def test_the_next_one_is_a_change_of_the_document(plan: Plan, mira: User) -> None:
    signed_assessment(plan, mira)
    before = assemble(plan)
    signed_assessment(plan, mira)

    changes = diff(assemble(plan), before)

    assert [(one.kind, one.reference) for one in changes] == [("added", "EA2"), ("removed", "EA1")]


def test_one_that_nobody_signed_is_not_published(plan: Plan) -> None:
    whole_assessment(plan)

    assert assemble(plan).equality_assessments == ()


def uncited(plan: Plan) -> set[str]:
    """Sources that nothing in the plan cites, which is asked from consultation on."""
    found = readiness.findings(assemble(plan), "consultation")
    return {finding.reference for finding in found if finding.code == "evidence_uncited"}


def test_the_evidence_of_a_finding_is_cited(plan: Plan, mira: User) -> None:
    assessment = whole_assessment(plan)
    impact = EqualityImpact._base_manager.filter(assessment=assessment).first()
    assert impact
    impact.evidence.add(EvidenceFactory(plan=plan))
    assert uncited(plan) == {"EV-001"}

    sign(assessment, mira)

    assert uncited(plan) == set()


def test_signing_on_the_page(plan: Plan, mira: User, client: Any) -> None:
    assessment = whole_assessment(plan)
    client.force_login(mira)
    address = reverse("draft-assessment-sign", args=["trafford", assessment.reference])
    page = client.get(address).content.decode()
    assert seen(assessment) in page

    stale = client.post(address, {"signed_as": "Equality lead", "seen": "0" * 32})
    assert stale.status_code == 422
    assert "changed while you read it" in stale.content.decode()
    done = client.post(address, {"signed_as": "Equality lead", "seen": seen(assessment)})
    assert done.status_code == 302

    shown = client.get(done["Location"]).content.decode()
    assert "Signed on" in shown
    assert "Mira Shah" in shown
    Piece._base_manager.filter(plan=plan).update(title="Another")
    assert "Out of date" in client.get(done["Location"]).content.decode()
    assert (
        "earlier version"
        in client.get(reverse("draft-assessments", args=["trafford"])).content.decode()
    )


def test_the_form_of_the_next_begins_with_what_the_last_said(
    plan: Plan, mira: User, client: Any
) -> None:
    signed_assessment(plan, mira, affected="Everybody in Old Trafford")
    EqualityAssessmentFactory(plan=plan, affected="Nobody")
    client.force_login(mira)

    page = client.get(reverse("draft-assessment-add", args=["trafford"])).content.decode()

    assert "Everybody in Old Trafford" in page
