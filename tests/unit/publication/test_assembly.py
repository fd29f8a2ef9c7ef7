"""From rows to the frozen document: everything the public may see, and nothing else."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from outcomes.models import NeedCitation
from scp.plans.models import Plan
from scp.publication.assembly import assemble
from scp.publication.content import Citation, Identifier, from_bytes, to_bytes
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.organisations import IdentifierFactory, OrganisationFactory
from tests.factories.outcomes import (
    EnglandObservationFactory,
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory, cast_of
from tests.factories.procurement import (
    ContributionFactory,
    MeasureFactory,
    PieceFactory,
    PortfolioFactory,
    ResultFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
)
from tests.factories.stakeholders import (
    CommentFactory,
    DispositionFactory,
    ResidentFactory,
    StakeholderFactory,
)
from tests.factories.why import (
    CurveActionFactory,
    CurveStoryFactory,
    EvidenceFileFactory,
    EvidenceGapFactory,
    EvidenceRatingFactory,
    FrameworkGoalFactory,
    IndicatorCitationFactory,
    NeedSuccessionFactory,
    OutcomeCitationFactory,
)

pytestmark = pytest.mark.django_db

REMOVED = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford", title="Trafford plan")
    return plan


def fill(plan: Plan, size: int) -> None:
    """`size` of everything, all linked."""
    portfolio = PortfolioFactory(plan=plan)
    for _ in range(size):
        evidence = EvidenceFactory(plan=plan)
        need = NeedFactory(plan=plan, evidence=[evidence])
        indicator = IndicatorFactory(
            plan=plan,
            numerator="Ready",
            denominator="All children",
            multiplier=1000,
            band_lower=Decimal("60.5"),
            band_upper=70,
            owner="Public health team",
        )
        ObservationFactory(indicator=indicator)
        EnglandObservationFactory(indicator=indicator)
        TargetFactory(indicator=indicator)
        MethodBreakFactory(indicator=indicator)
        outcome = OutcomeFactory(plan=plan, needs=[need], indicators=[indicator])
        piece = PieceFactory(plan=plan, portfolio=portfolio, route="joint")
        ContributionFactory(piece=piece, outcome=outcome, evidence=[evidence])
        fill_in_full(plan, evidence, indicator, outcome, piece)
        SectionFactory(plan=plan)
        forum = StakeholderFactory(plan=plan)
        DispositionFactory(comment=CommentFactory(about=outcome, stakeholder=forum))


def fill_in_full(plan: Plan, evidence: Any, indicator: Any, outcome: Any, piece: Any) -> None:
    """What hangs on these items."""
    EvidenceRatingFactory(evidence=evidence)
    EvidenceFileFactory(evidence=evidence)
    EvidenceGapFactory(plan=plan, outcome=outcome)
    OutcomeCitationFactory(outcome=outcome, evidence=evidence)
    outcome.goals.add(FrameworkGoalFactory())
    IndicatorCitationFactory(indicator=indicator, evidence=evidence)
    CurveStoryFactory(indicator=indicator)
    CurveActionFactory(indicator=indicator)
    merged = NeedFactory(plan=plan, removed_at=REMOVED)
    NeedSuccessionFactory(plan=plan, earlier_need=merged, later_need=NeedFactory(plan=plan))
    ResultFactory(measure=MeasureFactory(piece=piece))
    arrow = TheoryArrowFactory(source=TheoryNodeFactory(plan=plan, piece=piece))
    with scope(plan=plan):
        arrow.evidence.add(evidence)


class TestCost:
    @pytest.mark.parametrize("size", [10, 60])
    def test_the_number_of_queries_is_the_same_for_any_plan(
        self, trafford: Plan, size: int
    ) -> None:
        fill(trafford, size)
        plan = Plan.drafts.get()

        with CaptureQueriesContext(
            connection,
        ) as queries:
            content = assemble(plan)

        assert len(content.outcomes) == len(content.comments) == size
        assert len(queries) == 13


class TestWhatIsInIt:
    def test_the_plan_with_its_places_and_who_leads_it(self) -> None:
        council = OrganisationFactory(name="Trafford Council")
        IdentifierFactory(organisation=council, scheme="GB-LAE", value="TRF")
        IdentifierFactory(organisation=council, value="ENDED", valid_to=dt.date(2010, 1, 1))
        plan = PlanFactory(
            slug="trafford",
            lead_organisation=council,
            places=[TraffordFactory(), EnglandFactory()],
            illustrative_notice="Illustrative",
        )

        facts = assemble(plan).plan

        assert facts.uri.endswith("/id/trafford")
        assert [(p.code, p.name) for p in facts.places] == [
            ("E92000001", "England"),
            ("E08000009", "Trafford"),
        ]
        assert facts.lead_organisation.identifiers == (Identifier(scheme="GB-LAE", value="TRF"),)
        assert facts.lead_organisation.kind_label == "Council (same area)"
        assert facts.illustrative_notice == "Illustrative"

    def test_what_each_item_says_and_links_to(self, trafford: Plan) -> None:
        fill(trafford, 1)

        content = assemble(trafford, as_at=REMOVED)

        assert content.as_at == REMOVED
        assert content.edition is None
        assert content.needs[0].citations == (Citation(evidence="EV-001"),)
        assert content.needs[0].source_kind_labels == (
            "Citizen or lived experience",
            "Official statistic",
        )
        assert content.outcomes[0].needs == ("N1",)
        assert content.outcomes[0].indicators == ("I1",)
        assert content.pieces[0].portfolio == "PF1"
        indicator = content.indicators[0]
        assert (indicator.numerator, indicator.multiplier) == ("Ready", 1000)
        assert (indicator.band_lower, indicator.band_upper) == (Decimal("60.5"), Decimal(70))
        assert (indicator.owner, indicator.status) == ("Public health team", "active")
        assert content.indicators[0].denominator == "All children"
        assert content.pieces[0].route == "joint"
        assert content.pieces[0].route_label == "Joint or delegated arrangement (s101/s75)"
        assert content.pieces[0].contributions[0].outcome == "O1"
        assert content.pieces[0].contributions[0].evidence == ("EV-001",)
        assert content.comments[0].about == "O1"
        assert content.comments[0].response
        assert content.attribution == ("No licence given: Office for National Statistics.",)
        assert all(item.uri.startswith(trafford.uri) for item in content.outcomes)

    def test_chapters_stand_in_the_order_they_were_given(self, trafford: Plan) -> None:
        SectionFactory(plan=trafford, position=2, title="Second")
        VisionFactory(plan=trafford, position=0)
        SectionFactory(plan=trafford, position=1, title="First")

        titles = [section.title for section in assemble(trafford).sections]

        assert titles == ["Vision", "First", "Second"]

    def test_links_stand_in_the_order_of_their_numbers(self, trafford: Plan) -> None:
        needs = [NeedFactory(plan=trafford) for _ in range(11)]
        OutcomeFactory(plan=trafford, needs=reversed(needs))

        assert assemble(trafford).outcomes[0].needs == tuple(f"N{n}" for n in range(1, 12))

    def test_an_outcome_without_measure_says_who_will_find_one(self, trafford: Plan) -> None:
        OutcomeFactory(
            plan=trafford, no_measure_owner="Director", no_measure_due_on=dt.date(2027, 3, 31)
        )

        found = assemble(trafford).outcomes[0].no_measure_yet

        assert found
        assert (found.owner, found.due_on) == ("Director", dt.date(2027, 3, 31))

    def test_what_contradicts_a_need_is_shown_with_what_supports_it(self, trafford: Plan) -> None:
        evidence = EvidenceFactory(plan=trafford)
        need = NeedFactory(plan=trafford, evidence=[evidence])
        NeedCitation._base_manager.create(
            need=need, evidence=evidence, relation="contradicts", locator="Table 3"
        )

        relations = [(c.relation, c.locator) for c in assemble(trafford).needs[0].citations]

        assert relations == [("contradicts", "Table 3"), ("supports", "")]

    @pytest.mark.parametrize(
        ("make", "about"),
        [(OutcomeFactory, "O1"), (NeedFactory, "N1"), (PieceFactory, "P1"), (SectionFactory, "S1")],
    )
    def test_comments_on_every_sort_of_item(self, trafford: Plan, make: Any, about: str) -> None:
        CommentFactory(about=make(plan=trafford))

        assert assemble(trafford).comments[0].about == about

    def test_a_day_is_the_day_in_this_country(self, trafford: Plan) -> None:
        late = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)
        comment = CommentFactory(about=OutcomeFactory(plan=trafford), made_at=late)
        DispositionFactory(comment=comment, made_at=late)

        (said,) = assemble(trafford).comments

        assert said.made_on == dt.date(2026, 7, 1)
        assert said.response
        assert said.response.made_on == dt.date(2026, 7, 1)


class TestValues:
    def observed(self, plan: Plan, **fields: Any) -> Any:
        ObservationFactory(indicator=IndicatorFactory(plan=plan), **fields)
        return assemble(plan).indicators[0].observations

    @pytest.mark.parametrize(
        ("stored", "published"),
        [
            ("46.5", "46.5"),
            ("46.50", "46.5"),
            ("100", "100"),
            ("1000", "1000"),
            ("0", "0"),
            ("-0.000001", "-0.000001"),
            ("12345678901234.567891", "12345678901234.567891"),
        ],
    )
    def test_a_number_is_as_published(self, trafford: Plan, stored: str, published: str) -> None:
        (value,) = self.observed(trafford, value=Decimal(stored))

        assert str(value.value) == published

    def test_targets_and_baselines_are_as_exact(self, trafford: Plan) -> None:
        exact = Decimal("12345678901234.567891")
        indicator = IndicatorFactory(
            plan=trafford,
            baseline_period="2023",
            baseline_value=exact,
            tolerance=Decimal("0.000001"),
        )
        TargetFactory(indicator=indicator, value=exact)
        TargetFactory(indicator=indicator, value=Decimal("1000"))

        (found,) = assemble(trafford).indicators

        assert found.baseline
        assert found.baseline.value == exact
        assert str(found.tolerance) == "0.000001"
        assert [str(t.value) for t in found.targets] == [str(exact), "1000"]

    def test_no_value_is_not_zero(self, trafford: Plan) -> None:
        (value,) = self.observed(trafford, value=None, status="suppressed")

        assert (value.value, value.status) == (None, "suppressed")

    def test_of_a_revised_value_only_the_latest_published_is_shown(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        for version, published, value, status in [
            ("May", dt.date(2026, 5, 13), "46.5", "final"),
            ("July", dt.date(2026, 7, 13), "46.9", "revised"),
            ("June", dt.date(2026, 6, 13), "46.7", "revised"),
        ]:
            ObservationFactory(
                indicator=indicator,
                year=2024,
                source_version=version,
                published_on=published,
                value=Decimal(value),
                status=status,
            )

        (shown,) = assemble(trafford).indicators[0].observations

        assert (shown.value, shown.revised) == (Decimal("46.9"), True)

    def test_each_areas_values_stand_in_the_order_of_their_periods(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        for year in (2023, 2021, 2022):
            EnglandObservationFactory(indicator=indicator, year=year)
            ObservationFactory(indicator=indicator, year=year)

        shown = [(o.area, o.period) for o in assemble(trafford).indicators[0].observations]

        assert shown == [
            (area, year) for area in ("E08000009", "E92000001") for year in ("2021", "2022", "2023")
        ]

    def test_an_indicator_shows_its_own_values_targets_and_breaks(self, trafford: Plan) -> None:
        fill(trafford, 2)

        first, second = assemble(trafford).indicators

        for indicator in (first, second):
            assert len(indicator.observations) == 2
            assert len(indicator.targets) == 1
            assert len(indicator.method_breaks) == 1
        assert first.targets != second.targets


class TestWhatIsNot:
    def test_a_removed_item_is_gone_with_every_link_to_it(self, trafford: Plan) -> None:
        gone = {"plan": trafford, "removed_at": REMOVED}
        evidence, indicator = EvidenceFactory(**gone), IndicatorFactory(**gone)
        need = NeedFactory(**gone, evidence=[EvidenceFactory(plan=trafford)])
        kept_need = NeedFactory(plan=trafford, evidence=[evidence])
        outcome = OutcomeFactory(plan=trafford, needs=[need, kept_need], indicators=[indicator])
        removed_outcome = OutcomeFactory(**gone)
        piece = PieceFactory(plan=trafford)
        ContributionFactory(piece=piece, outcome=removed_outcome)
        ContributionFactory(piece=piece, outcome=outcome, evidence=[evidence])
        ContributionFactory(piece=piece, outcome=OutcomeFactory(plan=trafford), removed_at=REMOVED)
        CommentFactory(about=removed_outcome)
        SectionFactory(**gone)
        StakeholderFactory(**gone)
        TargetFactory(indicator=IndicatorFactory(plan=trafford), removed_at=REMOVED)

        content = assemble(trafford)

        assert content.outcomes[0].needs == ("N2",)
        assert content.outcomes[0].indicators == ()
        assert content.needs[0].citations == ()
        assert [c.outcome for c in content.pieces[0].contributions] == ["O1"]
        assert content.pieces[0].contributions[0].evidence == ()
        assert content.indicators[0].targets == ()
        assert content.sections == ()
        assert content.comments == ()
        names = {e.reference for e in content.evidence} | {o.reference for o in content.outcomes}
        assert names == {"EV-002", "O1", "O3"}

    def test_a_hidden_comment_is_not_in_it_nor_one_that_was_removed(self, trafford: Plan) -> None:
        outcome = OutcomeFactory(plan=trafford)
        CommentFactory(about=outcome, hidden_at=REMOVED, hidden_reason="abuse", text="HIDDEN")
        CommentFactory(about=outcome, removed_at=REMOVED, text="REMOVED")

        content = assemble(trafford)

        assert content.comments == ()
        assert b"HIDDEN" not in to_bytes(content)

    def test_another_plans_rows_are_not_in_it(self, trafford: Plan) -> None:
        fill(trafford, 1)
        alone = to_bytes(assemble(trafford, as_at=REMOVED))
        fill(PlanFactory(slug="salford"), 2)

        assert to_bytes(assemble(trafford, as_at=REMOVED)) == alone

    def test_no_persons_name_or_address_is_in_it(self, trafford: Plan) -> None:
        """Everybody who could be named is called something that stands out."""
        people = {
            "user": UserFactory(name="Zebedee Quagmire", email="zebedee.quagmire@test.example"),
            "officer": OfficerFactory(name="Xanthe Officer", email="xanthe.officer@test.example"),
        }
        cast = cast_of(trafford)
        resident = ResidentFactory(
            plan=trafford, name="Zebedee Quagmire", user=people["user"], kind="resident"
        )
        outcome = OutcomeFactory(plan=trafford)
        comment = CommentFactory(about=outcome, stakeholder=resident, author=people["user"])
        DispositionFactory(comment=comment, made_by=people["officer"])
        StakeholderFactory(plan=trafford, name="Parents Forum", user=cast.contributor)

        content = assemble(trafford)

        raw = to_bytes(content).decode().lower()
        for person in (*people.values(), *(person for _role, person in cast)):
            assert person.email not in raw
        for name in ("zebedee", "quagmire", "xanthe"):
            assert name not in raw
        assert content.comments[0].made_by == content.comments[0].made_by_kind == "Resident"
        assert {s.name for s in content.stakeholders} == {"Resident", "Parents Forum"}


def test_what_was_assembled_is_a_whole_document(trafford: Plan) -> None:
    fill(trafford, 2)

    content = assemble(trafford)

    assert from_bytes(to_bytes(content)) == content


def test_equal_drafts_give_equal_bytes(trafford: Plan) -> None:
    fill(trafford, 3)
    now = timezone.now()

    assert to_bytes(assemble(trafford, as_at=now)) == to_bytes(assemble(trafford, as_at=now))
