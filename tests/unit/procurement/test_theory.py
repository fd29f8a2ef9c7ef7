"""The theory of change: arrows lead onwards and never round in a circle, whoever writes them."""

import itertools
from contextlib import AbstractContextManager, nullcontext
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.actions import theory
from procurement.choices import NodeKind
from procurement.models import TheoryArrow, TheoryNode
from procurement.theory import DELIVERED, ORDER, leads_onwards, way
from procurement.views.kinds import ARROWS, NODES
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.plans import items
from scp.plans.choices import Status
from scp.plans.history import reading
from scp.plans.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import PlanFactory
from tests.factories.procurement import PieceFactory, TheoryArrowFactory, TheoryNodeFactory
from tests.unit.concurrency import at_once

pytestmark = pytest.mark.django_db

Pairs = list[tuple[int, int]]


@pytest.fixture
def trafford() -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


@pytest.fixture
def mira() -> User:
    user: User = OfficerFactory(name="Mira Shah")
    return user


def steps(plan: Plan, *kinds: str) -> list[Any]:
    """A step of each kind, with its place in the list as its label."""
    return [
        TheoryNodeFactory(plan=plan, kind=kind, label=f"Step {place}")
        for place, kind in enumerate(kinds)
    ]


def pair(plan: Plan, source: str, target: str) -> tuple[Any, Any]:
    first, second = steps(plan, source, target)
    return first, second


def lead(source: TheoryNode, target: TheoryNode, by: User, **more: Any) -> TheoryArrow:
    ends: dict[str, Any] = {"plan": source.plan, "source": source, "target": target}
    with scope(plan=source.plan):
        return theory.add_arrow(**ends, assumption="People come.", by=by, **more)


def standing(plan: Plan) -> set[tuple[str, str]]:
    rows = TheoryArrow._base_manager.filter(plan=plan, removed_at__isnull=True)
    return {(row.source.reference, row.target.reference) for row in rows}


def is_acyclic(pairs: Pairs) -> bool:
    """Asked of the standard library, which knows nothing of ours."""
    graph: dict[int, set[int]] = {}
    for source, target in pairs:
        graph.setdefault(source, set()).add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return False
    return True


class TestWays:
    @pytest.mark.parametrize(
        ("start", "end", "found"),
        [
            (1, 3, [1, 2, 3]),
            (3, 1, []),
            (1, 1, [1]),
            (4, 1, []),
            (1, 5, [1, 5]),
        ],
    )
    def test_the_shortest_way_is_found(self, start: int, end: int, found: list[int]) -> None:
        assert way(start, end, {(1, 2), (2, 3), (2, 1), (3, 5), (1, 5)}) == found

    @given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
    def test_there_is_a_way_back_just_where_there_is_a_circle(self, pairs: Pairs) -> None:
        circle = any(way(target, source, set(pairs)) for source, target in pairs)

        assert circle is not is_acyclic(pairs)

    @given(
        st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
        st.integers(0, 7),
        st.integers(0, 7),
    )
    def test_a_way_is_made_of_arrows(
        self, pairs: set[tuple[int, int]], start: int, end: int
    ) -> None:
        found = way(start, end, pairs)

        assert set(itertools.pairwise(found)) <= pairs
        assert not found or (found[0], found[-1]) == (start, end)


class TestArrows:
    def test_it_says_what_is_assumed_and_rests_on_evidence(
        self, trafford: Plan, mira: User
    ) -> None:
        source, target = steps(trafford, "activity", "output")
        evidence = EvidenceFactory(plan=trafford)

        arrow = lead(source, target, mira, mechanism="Trust grows.", evidence=[evidence])

        assert str(arrow) == "TA1 TN1 to TN2"
        with scope(plan=trafford):
            assert list(arrow.evidence.all()) == [evidence]
        event = AuditEvent.objects.get(action="arrow.added")
        assert event.data["values"]["mechanism"] == "Trust grows."
        assert event.data["evidence"] == ["EV-001"]

    def test_a_circle_is_refused_and_its_steps_named(self, trafford: Plan, mira: User) -> None:
        first, second, third = steps(trafford, "outcome", "outcome", "outcome")
        lead(first, second, mira)
        lead(second, third, mira)

        with pytest.raises(
            InvalidInput, match="circle: TN3 Step 2 → TN1 Step 0 → TN2 Step 1 → TN3 Step 2"
        ):
            lead(third, first, mira)

        assert standing(trafford) == {("TN1", "TN2"), ("TN2", "TN3")}

    def test_it_leads_to_another_step(self, trafford: Plan, mira: User) -> None:
        [step] = steps(trafford, "output")

        with pytest.raises(InvalidInput, match="to another one"):
            lead(step, step, mira)

    def test_two_steps_have_one_arrow(self, trafford: Plan, mira: User) -> None:
        source, target = steps(trafford, "input", "impact")
        lead(source, target, mira)

        with pytest.raises(InvalidInput, match="TA1 already leads from TN1 to TN2"):
            lead(source, target, mira)

    @pytest.mark.parametrize(
        ("source", "target"), list(itertools.product(NodeKind.values, NodeKind.values))
    )
    def test_the_kinds_lead_onwards(
        self, trafford: Plan, mira: User, source: str, target: str
    ) -> None:
        """Also over a kind that is left out, and between two of one kind: a change at home may
        come before a change at school."""
        ends = steps(trafford, source, target)

        if leads_onwards(source, target):
            assert lead(ends[0], ends[1], mira).reference == "TA1"
        else:
            with pytest.raises(InvalidInput, match=r"TN1 Step 0 \(.*\) cannot lead to TN2 Step 1"):
                lead(ends[0], ends[1], mira)

    def test_the_order_of_kinds_is_that_of_the_vocabulary(self) -> None:
        assert list(ORDER) == ["input", "activity", "output", "outcome", "impact"]
        assert not leads_onwards("output", "activity")
        assert leads_onwards("output", "impact")

    def test_it_cannot_be_led_elsewhere_into_a_circle(self, trafford: Plan, mira: User) -> None:
        first, second, third = steps(trafford, "outcome", "outcome", "outcome")
        lead(first, second, mira)
        other = lead(first, third, mira)

        with pytest.raises(InvalidInput, match="circle"):
            theory.revise_arrow(arrow=other, seen_version=1, source=second, target=first, by=mira)
        theory.revise_arrow(arrow=other, seen_version=1, source=second, by=mira)

        assert standing(trafford) == {("TN1", "TN2"), ("TN2", "TN3")}

    def test_that_its_words_change_does_not_count_it_twice(
        self, trafford: Plan, mira: User
    ) -> None:
        arrow = lead(*pair(trafford, "input", "activity"), by=mira)

        theory.revise_arrow(arrow=arrow, seen_version=1, assumption="They are asked.", by=mira)

        assert arrow.assumption == "They are asked."

    def test_a_removed_one_stands_in_nobodys_way(self, trafford: Plan, mira: User) -> None:
        first, second = steps(trafford, "outcome", "outcome")
        theory.remove_arrow(arrow=lead(first, second, mira), seen_version=1, by=mira)

        lead(second, first, mira)

        assert standing(trafford) == {("TN2", "TN1")}

    def test_put_back_it_is_looked_at_again(self, trafford: Plan, mira: User) -> None:
        first, second = steps(trafford, "outcome", "outcome")
        with scope(plan=trafford):
            gone = lead(first, second, mira)
            theory.remove_arrow(arrow=gone, seen_version=1, by=mira)
            lead(second, first, mira)
            gone.refresh_from_db()

            with pytest.raises(InvalidInput, match="circle: TN1 Step 0 → TN2 Step 1 → TN1"):
                items.restore(
                    gone,
                    verb="arrow.restored",
                    state=reading.last_state_get(gone),
                    seen_version=gone.version,
                    by=mira,
                    check=ARROWS.check_restored,
                )

        assert standing(trafford) == {("TN2", "TN1")}

    def test_that_of_another_plan_is_refused(self, trafford: Plan, mira: User) -> None:
        source, target = TheoryNodeFactory(plan=trafford), TheoryNodeFactory(kind="output")

        with pytest.raises(InvalidInput, match="belongs to another plan"):
            lead(source, target, mira)


@settings(max_examples=40, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=14))
def test_an_arrow_is_taken_just_where_no_circle_comes_of_it(pairs: Pairs) -> None:
    with transaction.atomic():
        mira, plan = OfficerFactory(), PlanFactory()
        nodes = steps(plan, *["outcome"] * 6)
        taken: Pairs = []
        for source, target in pairs:
            if (source, target) in taken:
                continue
            try:
                lead(nodes[source], nodes[target], mira)
            except InvalidInput:
                assert not is_acyclic([*taken, (source, target)])
            else:
                taken.append((source, target))
            assert is_acyclic(taken)
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None)
@given(
    pairs=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda ends: ends[0] != ends[1]),
        unique=True,
        max_size=12,
    )
)
def test_the_database_takes_many_at_once_just_where_none_leads_back(pairs: Pairs) -> None:
    with transaction.atomic():
        plan = PlanFactory()
        nodes = steps(plan, *["outcome"] * 6)
        rows = [
            TheoryArrow(
                plan=plan, number=n, source=nodes[ends[0]], target=nodes[ends[1]], assumption="So"
            )
            for n, ends in enumerate(pairs, start=1)
        ]
        refused: AbstractContextManager[Any] = (
            nullcontext()
            if is_acyclic(pairs)
            else pytest.raises(IntegrityError, match="theory_arrow_in_no_circle")
        )
        with refused, transaction.atomic():
            TheoryArrow._base_manager.bulk_create(rows)
        transaction.set_rollback(True)


class TestAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_two_people_do_not_close_a_circle_together(self) -> None:
        mira, plan = OfficerFactory(), PlanFactory()
        first, second = steps(plan, "outcome", "outcome")

        results = at_once(lambda: lead(first, second, mira), lambda: lead(second, first, mira))

        assert sorted(type(result).__name__ for result in results) == [
            "InvalidInput",
            "TheoryArrow",
        ]
        assert len(standing(plan)) == 1

    @pytest.mark.django_db(transaction=True)
    def test_nor_do_two_that_write_past_the_actions(self) -> None:
        """Each adds one half in a transaction of its own, without the plan's queue."""
        plan = PlanFactory()
        first, second = steps(plan, "outcome", "outcome")

        def add(number: int, source: TheoryNode, target: TheoryNode) -> str:
            with transaction.atomic():
                TheoryArrowFactory(number=number, source=source, target=target)
                with connection.cursor() as cursor:  # hold on, so that the two overlap
                    cursor.execute("SELECT pg_sleep(0.3)")
            return "taken"

        results = at_once(lambda: add(1, first, second), lambda: add(2, second, first))

        refused = [result for result in results if result != "taken"]
        assert [type(error) for error in refused] == [IntegrityError]
        assert "theory_arrow_in_no_circle" in str(refused[0])
        assert len(standing(plan)) == 1

    @pytest.mark.django_db(transaction=True)
    def test_nor_is_a_step_changed_under_an_arrow_that_comes_to_it(self) -> None:
        plan = PlanFactory()
        source, target = steps(plan, "output", "outcome")

        def arrive() -> str:
            with transaction.atomic():
                TheoryArrowFactory(source=source, target=target)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.3)")
            return "taken"

        def demote() -> str:
            with transaction.atomic():
                TheoryNode._base_manager.filter(pk=target.pk).update(kind="input")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.3)")
            return "taken"

        results = at_once(arrive, demote)

        assert sum(result == "taken" for result in results) == 1
        refused = next(result for result in results if result != "taken")
        assert "theory_arrow_leads_onwards" in str(refused)


class TestSteps:
    def test_a_step_with_arrows_becomes_of_no_kind_that_leads_back(
        self, trafford: Plan, mira: User
    ) -> None:
        source, target = steps(trafford, "activity", "output")
        lead(source, target, mira)

        with pytest.raises(InvalidInput, match=r"TN1 Step 0 \(Outcome\) cannot lead to TN2"):
            theory.revise_node(node=source, seen_version=1, kind="outcome", by=mira)
        with pytest.raises(InvalidInput, match=r"cannot lead to TN2 Step 1 \(Input\)"):
            theory.revise_node(node=target, seen_version=1, kind="input", by=mira)
        theory.revise_node(node=source, seen_version=1, kind="output", by=mira)

        assert source.kind == "output"

    def test_an_outcome_has_one_step(self, trafford: Plan, mira: User) -> None:
        outcome = OutcomeFactory(plan=trafford)
        TheoryNodeFactory(plan=trafford, kind="outcome", outcome=outcome)

        with pytest.raises(InvalidInput, match="TN1 already stands for O1"):
            theory.add_node(plan=trafford, kind="outcome", label="L", outcome=outcome, by=mira)

    @pytest.mark.parametrize("kind", [kind for kind in NodeKind if kind != NodeKind.OUTCOME])
    def test_only_an_outcome_stands_for_an_outcome(
        self, trafford: Plan, mira: User, kind: str
    ) -> None:
        with pytest.raises(InvalidInput, match="“Outcome” stands for an outcome"):
            theory.add_node(
                plan=trafford, kind=kind, label="L", outcome=OutcomeFactory(plan=trafford), by=mira
            )

    @pytest.mark.parametrize("kind", NodeKind)
    def test_a_piece_is_what_is_delivered(self, trafford: Plan, mira: User, kind: str) -> None:
        piece = PieceFactory(plan=trafford)

        def add() -> TheoryNode:
            return theory.add_node(plan=trafford, kind=kind, label="L", piece=piece, by=mira)

        if kind in DELIVERED:
            assert add().piece == piece
        else:
            with pytest.raises(InvalidInput, match="A piece is what goes in"):
                add()

    def test_its_arrows_leave_with_it(self, trafford: Plan, mira: User) -> None:
        first, second, third = steps(trafford, "input", "activity", "output")
        lead(first, second, mira)
        lead(second, third, mira)
        lead(first, third, mira)

        theory.remove_node(node=second, seen_version=1, by=mira)

        assert standing(trafford) == {("TN1", "TN3")}
        assert AuditEvent.objects.filter(action="arrow.removed").count() == 2

    def test_put_back_it_may_be_of_no_kind_that_leads_back_today(
        self, trafford: Plan, mira: User
    ) -> None:
        outcome = OutcomeFactory(plan=trafford)
        with scope(plan=trafford):
            gone = theory.add_node(
                plan=trafford, kind="outcome", label="L", outcome=outcome, by=mira
            )
            theory.remove_node(node=gone, seen_version=1, by=mira)
            theory.add_node(plan=trafford, kind="outcome", label="M", outcome=outcome, by=mira)
            gone.refresh_from_db()

            with pytest.raises(InvalidInput):
                items.restore(
                    gone,
                    verb="node.restored",
                    state=reading.last_state_get(gone),
                    seen_version=gone.version,
                    by=mira,
                    check=NODES.check_restored,
                )

    def test_an_earlier_kind_is_not_restored_under_an_arrow(
        self, trafford: Plan, mira: User
    ) -> None:
        with scope(plan=trafford):
            node = theory.add_node(plan=trafford, kind="impact", label="L", by=mira)
            then = reading.last_state_get(node)
            theory.revise_node(node=node, seen_version=1, kind="activity", by=mira)
            lead(node, steps(trafford, "output")[0], mira)

            with pytest.raises(InvalidInput, match=r"TN1 L \(Impact\) cannot lead to TN2"):
                items.restore(
                    node,
                    verb="node.restored",
                    state=then,
                    seen_version=2,
                    by=mira,
                    check=NODES.check_restored,
                )

        assert TheoryNode._base_manager.get(pk=node.pk).kind == "activity"


class TestBeginning:
    def test_every_outcome_and_piece_gets_a_step(self, trafford: Plan, mira: User) -> None:
        outcome = OutcomeFactory(plan=trafford, statement="Families can pay their bills")
        piece = PieceFactory(plan=trafford, title="Debt advice")
        OutcomeFactory(plan=trafford, removed_at=timezone.now())
        OutcomeFactory()

        added = theory.begin(plan=trafford, by=mira)

        assert [(node.kind, node.label, node.outcome, node.piece) for node in added] == [
            ("outcome", "Families can pay their bills", outcome, None),
            ("activity", "Debt advice", None, piece),
        ]
        assert not TheoryArrow._base_manager.exists(), "people say what leads to what"

    def test_what_has_a_step_gets_no_second(self, trafford: Plan, mira: User) -> None:
        OutcomeFactory(plan=trafford)
        PieceFactory(plan=trafford)
        theory.begin(plan=trafford, by=mira)
        OutcomeFactory(plan=trafford, statement="Homes are warm")

        assert [node.label for node in theory.begin(plan=trafford, by=mira)] == ["Homes are warm"]
        assert theory.begin(plan=trafford, by=mira) == []

    def test_a_long_statement_is_cut_to_what_a_step_holds(self, trafford: Plan, mira: User) -> None:
        OutcomeFactory(plan=trafford, statement="Every child " * 25)

        [node] = theory.begin(plan=trafford, by=mira)

        assert len(node.label) <= 200
        assert node.label.endswith("Every child Every c…")

    def test_a_plan_that_has_ended_stays_as_it_is(self, mira: User) -> None:
        plan = PlanFactory(status=Status.WITHDRAWN)
        OutcomeFactory(plan=plan)

        with pytest.raises(PolicyRefused):
            theory.begin(plan=plan, by=mira)
