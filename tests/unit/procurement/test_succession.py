"""Merging and splitting: everything that hangs on an item is carried over, nothing is doubled and
nothing is lost."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from outcomes.models import (
    EvidenceGap,
    ItemSuccession,
    Need,
    NeedCitation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
)
from procurement.actions import mergers, splits
from procurement.actions.splits import Part
from procurement.carrying import hanging_on
from procurement.models import Contribution, ContributionCitation, TheoryArrow, TheoryNode
from scp.accounts.models import User
from scp.core import audit
from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.places import PlaceFactory
from tests.factories.plans import MembershipFactory, PlanFactory
from tests.factories.procurement import (
    ContributionFactory,
    PieceFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
)
from tests.factories.why import EvidenceGapFactory, FrameworkGoalFactory, OutcomeCitationFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 3, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


@pytest.fixture
def mira(db: None) -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


def merge_needs(need: Need, into: Need, by: User, **more: Any) -> Need:
    with scope(plan=need.plan):
        values = {"seen_version": need.version, "by": by, "at": AT, **more}
        return mergers.merge_needs(need=need, into=into, **values)


def merge_outcomes(outcome: Outcome, into: Outcome, by: User, **more: Any) -> Outcome:
    with scope(plan=outcome.plan):
        values = {"seen_version": outcome.version, "by": by, "at": AT, **more}
        return mergers.merge_outcomes(outcome=outcome, into=into, **values)


def cites(row: Any) -> list[tuple[str, str, str]]:
    model, noun = (
        (ContributionCitation, "contribution")
        if isinstance(row, Contribution)
        else (NeedCitation, "need")
    )
    return sorted(
        (c.relation, c.evidence.reference, c.locator)
        for c in model._base_manager.filter(**{noun: row}).select_related("evidence")
    )


def arrows(plan: Plan) -> set[str]:
    rows = TheoryArrow._base_manager.filter(plan=plan, removed_at__isnull=True)
    return {f"{a.source.label}→{a.target.label}" for a in rows.select_related("source", "target")}


class TestMergingNeeds:
    def test_the_earlier_leaves_and_the_later_stands_for_it(
        self, trafford: Plan, mira: User
    ) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford, statement="Kept")

        later = merge_needs(earlier, into, mira)

        earlier.refresh_from_db(from_queryset=Need._base_manager.all())
        assert earlier.removed_at == AT
        assert (later.pk, later.statement, later.version) == (into.pk, "Kept", 2)
        trace = ItemSuccession._base_manager.get()
        assert (trace.kind, trace.earlier_need, trace.later_need, trace.made_at) == (
            *("merged", earlier, later, AT),
        )

    def test_outcomes_stand_on_the_later_once(self, trafford: Plan, mira: User) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        only_earlier = OutcomeFactory(plan=trafford, needs=[earlier])
        both = OutcomeFactory(plan=trafford, needs=[earlier, into])

        merge_needs(earlier, into, mira)

        links = OutcomeNeed._base_manager.values_list("outcome", "need")
        assert sorted(links) == [(only_earlier.pk, into.pk), (both.pk, into.pk)]

    def test_citations_move_with_where_in_the_source(self, trafford: Plan, mira: User) -> None:
        first, second, third = (EvidenceFactory(plan=trafford) for _ in range(3))
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        for need, source, relation, locator in (
            (earlier, first, "supports", "p. 3"),
            (earlier, second, "supports", "Table 1"),
            (earlier, second, "contradicts", ""),
            (earlier, third, "gap", "p. 9"),
            (into, second, "supports", "Table 4"),
            (into, third, "gap", ""),
        ):
            NeedCitation._base_manager.create(
                need=need, evidence=source, relation=relation, locator=locator
            )

        merge_needs(earlier, into, mira)

        assert cites(into) == [
            ("contradicts", "EV-002", ""),
            ("gap", "EV-003", "p. 9"),
            ("supports", "EV-001", "p. 3"),
            ("supports", "EV-002", "Table 4; Table 1"),
        ]
        assert cites(earlier) == []

    def test_two_long_locators_do_not_break_the_merge(self, trafford: Plan, mira: User) -> None:
        source = EvidenceFactory(plan=trafford)
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        for need, letter in ((earlier, "a"), (into, "b")):
            NeedCitation._base_manager.create(need=need, evidence=source, locator=letter * 150)

        merge_needs(earlier, into, mira)

        assert cites(into) == [("supports", "EV-001", "b" * 150)]

    def test_gaps_in_the_evidence_are_about_the_later(self, trafford: Plan, mira: User) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        gap = EvidenceGapFactory(plan=trafford, need=earlier)

        merge_needs(earlier, into, mira)

        now = EvidenceGap._base_manager.get(pk=gap.pk)
        assert (now.need_id, now.version) == (into.pk, 2)
        assert AuditEvent.objects.filter(action="gap.repointed").count() == 1

    def test_who_and_where_are_those_of_both(self, trafford: Plan, mira: User) -> None:
        earlier = NeedFactory(
            plan=trafford, source_kinds=["citizen_voice", "jsna"], characteristics=["age", "sex"]
        )
        into = NeedFactory(plan=trafford, source_kinds=["statistic"], characteristics=["sex"])
        here, there = PlaceFactory(), PlaceFactory()
        earlier.places.set([here, there])
        into.places.set([there])

        later = merge_needs(earlier, into, mira)

        assert later.source_kinds == ["statistic", "citizen_voice", "jsna"]
        assert later.characteristics == ["sex", "age"]
        assert set(later.places.all()) == {here, there}

    def test_the_audit_trail_says_what_moved(self, trafford: Plan, mira: User) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        OutcomeFactory(plan=trafford, needs=[earlier])

        merge_needs(earlier, into, mira)

        event = AuditEvent.objects.get(action="need.carried_over")
        assert event.subject == "trafford/N1"
        assert event.data == {"into": "N2", "links": ["O1"], "citations": [], "gaps": []}
        assert list(audit.verify()) == []

    def test_what_somebody_changed_meanwhile_is_not_merged_unread(
        self, trafford: Plan, mira: User
    ) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        outcome = OutcomeFactory(plan=trafford, needs=[earlier])

        with pytest.raises(StaleVersion):
            merge_needs(earlier, into, mira, seen_version=7)

        assert list(OutcomeNeed._base_manager.values_list("outcome", "need")) == [
            (outcome.pk, earlier.pk)
        ]
        assert not ItemSuccession._base_manager.exists()

    def test_a_later_one_that_changed_meanwhile_only_gains(
        self, trafford: Plan, mira: User
    ) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        Need._base_manager.filter(pk=into.pk).update(version=5, statement="Newer words")

        later = merge_needs(earlier, into, mira)

        assert (later.version, later.statement) == (6, "Newer words")

    def test_not_with_itself_nor_a_removed_one_nor_another_plans(
        self, trafford: Plan, mira: User
    ) -> None:
        need = NeedFactory(plan=trafford)
        removed = NeedFactory(plan=trafford, removed_at=AT)

        for into, words in (
            (need, "N1 cannot be merged with itself."),
            (removed, "N2 has been removed from the plan."),
            (NeedFactory(), "N1 belongs to another plan."),
        ):
            with pytest.raises(InvalidInput, match=words):
                merge_needs(need, into, mira)
        assert not AuditEvent.objects.exists()

    def test_one_that_was_put_back_may_be_merged_again(self, trafford: Plan, mira: User) -> None:
        earlier, into = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        merge_needs(earlier, into, mira)
        Need._base_manager.filter(pk=earlier.pk).update(removed_at=None)
        earlier.refresh_from_db(from_queryset=Need._base_manager.all())

        merge_needs(earlier, into, mira)

        assert ItemSuccession._base_manager.count() == 1


class TestMergingOutcomes:
    @pytest.fixture
    def two(self, trafford: Plan) -> tuple[Outcome, Outcome]:
        return (
            OutcomeFactory(plan=trafford, theme="economic", other_themes=["social"]),
            OutcomeFactory(plan=trafford, theme="social"),
        )

    def test_needs_indicators_goals_and_themes_are_those_of_both(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        earlier, into = two
        need, shared = NeedFactory(plan=trafford), IndicatorFactory(plan=trafford)
        OutcomeNeed._base_manager.create(outcome=earlier, need=need)
        for outcome in two:
            OutcomeIndicator._base_manager.create(outcome=outcome, indicator=shared)
        goal = FrameworkGoalFactory(code="1")
        earlier.goals.set([goal])
        OutcomeCitationFactory(outcome=earlier)

        later = merge_outcomes(earlier, into, mira)

        assert list(OutcomeNeed._base_manager.values_list("outcome", "need")) == [
            (into.pk, need.pk)
        ]
        assert list(OutcomeIndicator._base_manager.values_list("outcome", "indicator")) == [
            (into.pk, shared.pk)
        ]
        assert list(later.goals.all()) == [goal]
        assert OutcomeCitation._base_manager.get().outcome == later
        assert (later.theme, later.other_themes) == ("social", ["economic"])

    def test_a_contribution_keeps_its_reference(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        earlier, into = two
        claim = ContributionFactory(
            piece=PieceFactory(plan=trafford), outcome=earlier, strength=3, rationale="Because"
        )

        merge_outcomes(earlier, into, mira)

        now = Contribution._base_manager.get()
        assert (now.number, now.outcome_id, now.strength, now.rationale, now.version) == (
            *(claim.number, into.pk, 3, "Because", 2),
        )

    def test_a_piece_that_claims_both_claims_once_with_both_reasons(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        earlier, into = two
        piece, one, other = (
            PieceFactory(plan=trafford),
            EvidenceFactory(plan=trafford),
            EvidenceFactory(plan=trafford),
        )
        ContributionFactory(
            piece=piece, outcome=earlier, strength=3, rationale="First reason", evidence=[one]
        )
        kept = ContributionFactory(
            piece=piece,
            outcome=into,
            strength=1,
            rationale="Second reason",
            evidence=[one, other],
        )

        merge_outcomes(earlier, into, mira)

        now = Contribution._base_manager.get(removed_at__isnull=True)
        assert now.pk == kept.pk
        assert now.rationale == "Second reason\n\nFirst reason"
        assert now.strength == 1, "strengths are not added up, and the stronger is not taken"
        assert [reference for _, reference, _ in cites(now)] == ["EV-001", "EV-002"]

    def test_its_step_of_the_theory_stands_for_the_later(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        earlier, into = two
        step = TheoryNodeFactory(plan=trafford, kind="outcome", outcome=earlier)

        merge_outcomes(earlier, into, mira)

        assert TheoryNode._base_manager.get(pk=step.pk).outcome_id == into.pk

    def test_two_steps_become_one_with_the_arrows_of_both(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        first, second = (
            TheoryNodeFactory(plan=trafford, kind="outcome", outcome=outcome, label=label)
            for outcome, label in zip(two, ("E", "L"), strict=True)
        )
        do, shared = (
            TheoryNodeFactory(plan=trafford, kind="output", label=label)
            for label in ("do", "shared")
        )
        lasting = TheoryNodeFactory(plan=trafford, kind="impact", label="lasting")
        for source, target in (
            (do, first),
            (shared, first),
            (shared, second),
            (first, lasting),
        ):
            TheoryArrowFactory(source=source, target=target)

        merge_outcomes(*two, mira)

        assert arrows(trafford) == {"do→L", "shared→L", "L→lasting"}
        assert TheoryNode._base_manager.get(pk=first.pk).removed_at is not None

    def test_no_arrow_comes_to_lead_round_in_a_circle(
        self, trafford: Plan, mira: User, two: tuple[Outcome, Outcome]
    ) -> None:
        first, second = (
            TheoryNodeFactory(plan=trafford, kind="outcome", outcome=outcome, label=label)
            for outcome, label in zip(two, ("E", "L"), strict=True)
        )
        between = TheoryNodeFactory(plan=trafford, kind="outcome", label="between")
        for source, target in ((first, between), (between, second), (first, second)):
            TheoryArrowFactory(source=source, target=target)

        merge_outcomes(*two, mira)

        assert arrows(trafford) == {"between→L"}


class TestSplittingNeeds:
    @pytest.fixture
    def need(self, trafford: Plan) -> Need:
        need: Need = NeedFactory(
            plan=trafford,
            statement="Families need money and time",
            locality="Partington",
            owner="Director of Public Health",
            evidence=[EvidenceFactory(plan=trafford), EvidenceFactory(plan=trafford)],
        )
        need.places.set([PlaceFactory(code="E08000006")])
        OutcomeFactory(plan=trafford, needs=[need])
        EvidenceGapFactory(plan=trafford, need=need)
        return need

    def keys(self, need: Need) -> dict[str, list[int]]:
        with scope(plan=need.plan):
            found: dict[str, list[int]] = {}
            for what in hanging_on(need):
                found.setdefault(what.kind, []).append(what.key)
            return found

    def split(self, need: Need, parts: list[Part], by: User, **more: Any) -> list[Need]:
        with scope(plan=need.plan):
            values = {"seen_version": need.version, "by": by, "at": AT, **more}
            return splits.split_need(need=need, parts=parts, **values)

    def test_what_hangs_on_it_is_named(self, need: Need) -> None:
        with scope(plan=need.plan):
            labels = [(what.kind, what.label) for what in hanging_on(need)]

        assert [kind for kind, _label in labels] == ["outcomes", "evidence", "evidence", "gaps"]
        assert labels[0][1].startswith("O1 ")
        assert labels[1][1].startswith("EV-001 ")
        assert labels[1][1].endswith("(Supports)")

    def test_each_part_says_the_rest_as_the_whole_did(self, need: Need, mira: User) -> None:
        keys = self.keys(need)

        made = self.split(need, [Part("Money", keys), Part("Time", keys)], mira)

        assert [(n.reference, n.statement) for n in made] == [("N2", "Money"), ("N3", "Time")]
        for part in made:
            assert (part.who, part.locality, part.owner) == (need.who, need.locality, need.owner)
            assert [place.code for place in part.places.all()] == ["E08000006"]
        assert ItemSuccession._base_manager.filter(kind="split", earlier_need=need).count() == 2

    def test_each_takes_what_it_was_given(self, trafford: Plan, need: Need, mira: User) -> None:
        keys = self.keys(need)
        first = {"outcomes": keys["outcomes"], "evidence": keys["evidence"][:1]}
        second = {
            "outcomes": keys["outcomes"],
            "evidence": keys["evidence"][1:],
            "gaps": keys["gaps"],
        }

        money, time = self.split(need, [Part("Money", first), Part("Time", second)], mira)

        assert [reference for _, reference, _ in cites(money)] == ["EV-001"]
        assert [reference for _, reference, _ in cites(time)] == ["EV-002"]
        assert set(OutcomeNeed._base_manager.values_list("need", flat=True)) == {
            *(money.pk, time.pk)
        }
        assert EvidenceGap._base_manager.get().need_id == time.pk

    def test_what_goes_with_no_part_is_named_and_nothing_is_split(
        self, need: Need, mira: User
    ) -> None:
        keys = self.keys(need)
        left = {**keys, "evidence": keys["evidence"][:1]}

        with pytest.raises(InvalidInput, match=r"“EV-002 .*” goes with no part. Say with which."):
            self.split(need, [Part("Money", left), Part("Time", left)], mira)

        assert Need._base_manager.get().removed_at is None
        assert not AuditEvent.objects.exists()

    def test_a_gap_goes_with_one_part_only(self, need: Need, mira: User) -> None:
        keys = self.keys(need)

        money, _time = self.split(need, [Part("Money", keys), Part("Time", keys)], mira)

        assert EvidenceGap._base_manager.get().need_id == money.pk

    def test_one_part_is_no_split(self, need: Need, mira: User) -> None:
        with pytest.raises(InvalidInput, match="at least two"):
            self.split(need, [Part("Money", self.keys(need))], mira)

    def test_a_key_of_something_else_takes_nothing(self, need: Need, mira: User) -> None:
        keys = self.keys(need)
        strange = {**keys, "evidence": [*keys["evidence"], 10**9], "contributions": [1]}

        made = self.split(need, [Part("Money", keys), Part("Time", strange)], mira)

        assert [len(cites(part)) for part in made] == [2, 2]

    def test_a_stale_split_is_refused(self, need: Need, mira: User) -> None:
        with pytest.raises(StaleVersion):
            self.split(need, [Part("Money"), Part("Time")], mira, seen_version=9)


class TestSplittingOutcomes:
    def test_contributions_steps_and_goals(self, trafford: Plan, mira: User) -> None:
        source = EvidenceFactory(plan=trafford)
        outcome = OutcomeFactory(
            plan=trafford, theme="economic", horizon=2035, needs=[NeedFactory(plan=trafford)]
        )
        outcome.goals.set([FrameworkGoalFactory(code="8")])
        claim = ContributionFactory(
            piece=PieceFactory(plan=trafford), outcome=outcome, strength=3, evidence=[source]
        )
        step = TheoryNodeFactory(plan=trafford, kind="outcome", outcome=outcome)
        with scope(plan=trafford):
            keys: dict[str, list[int]] = {}
            for what in hanging_on(outcome):
                keys.setdefault(what.kind, []).append(what.key)

            work, homes = splits.split_outcome(
                outcome=outcome,
                parts=[Part("Work pays", keys), Part("Homes are warm", keys)],
                seen_version=1,
                by=mira,
                at=AT,
            )

        assert {(o.theme, o.horizon) for o in (work, homes)} == {("economic", 2035)}
        assert [list(o.goals.values_list("code", flat=True)) for o in (work, homes)] == [
            *(["8"], ["8"])
        ]
        claims = list(Contribution._base_manager.order_by("number"))
        assert [(c.number, c.outcome_id, c.strength) for c in claims] == [
            (claim.number, work.pk, 3),
            (claim.number + 1, homes.pk, 3),
        ]
        assert [cites(c) for c in claims] == [[("supports", "EV-001", "")]] * 2
        assert TheoryNode._base_manager.get(pk=step.pk).outcome_id == work.pk


@pytest.mark.parametrize("doing", ["merge", "split"])
def test_who_merges_or_splits_is_told_what_contradicts_the_claims(
    doing: str, trafford: Plan, client: Client
) -> None:
    one, other = (OutcomeFactory(plan=trafford, statement=said) for said in ("One", "Other"))
    for number, claim in ((7, one), (9, other)):
        survey = EvidenceFactory(plan=trafford, number=number)
        OutcomeCitationFactory(outcome=claim, evidence=survey, relation="contradicts")
    client.force_login(MembershipFactory(plan=trafford, role="lead").user)

    page = client.get(reverse(f"draft-outcome-{doing}", args=["trafford", "O1"])).content.decode()

    assert "Contradicted by EV-007" in page
    assert ("O2 Other (contradicted by EV-009)" in page) is (doing == "merge")
