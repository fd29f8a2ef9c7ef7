"""Every field of the why and the how reaches the document; what was removed does not."""

import datetime as dt
from decimal import Decimal
from typing import Any

import orjson
import pytest
from django_scopes import scope

from outcomes.models import ItemSuccession, NeedCitation
from procurement.models import ContributionCitation
from scp.core import richtext
from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication.assembly import assemble, outline
from scp.publication.content import from_bytes, to_bytes
from scp.publication.content.schemas import schema_bytes
from scp.publication.diff import diff
from tests.factories.accounts import OfficerFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
)
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import PlanFactory, SectionFactory
from tests.factories.procurement import (
    ContributionFactory,
    MeasureFactory,
    PieceFactory,
    ResultFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
)
from tests.factories.stakeholders import CommentFactory
from tests.factories.why import (
    CurveActionFactory,
    CurveStoryFactory,
    EvidenceFileFactory,
    EvidenceGapFactory,
    EvidenceRatingFactory,
    FrameworkGoalFactory,
    IndicatorCitationFactory,
    LibraryEntryFactory,
    LibraryVersionFactory,
    NeedSuccessionFactory,
    OutcomeCitationFactory,
)

pytestmark = pytest.mark.django_db

REMOVED = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
EXACT = Decimal("12345678901234.567891")


@pytest.fixture
def trafford(db: None) -> Plan:
    plan: Plan = PlanFactory(slug="trafford")
    return plan


class TestEvidence:
    def one(self, plan: Plan) -> doc.Evidence:
        return assemble(plan).evidence[0]

    def test_all_that_is_known_of_a_source(self, trafford: Plan) -> None:
        words = {
            "doi": "10.1000/182",
            "geography": "Greater Manchester",
            "population": "Adults",
            "period": "2024",
            "method": "Survey by post",
            "limitations": "One in five answered",
            "status": "superseded",
        }
        EvidenceFactory(plan=trafford, **words)

        source = self.one(trafford)

        assert {name: getattr(source, name) for name in words} == words
        assert source.status_label == "Superseded by a later edition"

    def test_its_key_figure_is_exact(self, trafford: Plan) -> None:
        EvidenceFactory(
            plan=trafford,
            key_figure="People who wait",
            key_value=EXACT,
            key_lower=Decimal("1.50"),
            key_upper=EXACT,
            key_unit="people",
        )

        assert self.one(trafford).key_figure == doc.KeyFigure(
            label="People who wait",
            value=EXACT,
            lower_ci=Decimal("1.5"),
            upper_ci=EXACT,
            unit="people",
        )

    def test_a_finding_may_have_no_number_and_a_source_no_finding(self, trafford: Plan) -> None:
        EvidenceFactory(plan=trafford, key_figure="Waits have grown")
        EvidenceFactory(plan=trafford)

        told, silent = assemble(trafford).evidence

        assert told.key_figure == doc.KeyFigure(label="Waits have grown")
        assert silent.key_figure is None

    def test_each_rating_stays_on_its_scale(self, trafford: Plan) -> None:
        source = EvidenceFactory(plan=trafford)
        EvidenceRatingFactory(evidence=source, scale="eif", level="2+")
        EvidenceRatingFactory(
            evidence=source, scale="lived_reach", level="strong", assessed_on=dt.date(2026, 1, 1)
        )
        EvidenceRatingFactory(evidence=source, scale="grade", level="low", removed_at=REMOVED)

        ratings = self.one(trafford).ratings

        assert [(r.reference, r.scale_label, r.level_label) for r in ratings] == [
            ("R2", "Lived experience: reach", "Strong"),
            ("R1", "EIF / Foundations evidence rating", "Preliminary plus"),
        ]
        assert ratings[1].assessor == "Public Health intelligence team"
        assert ratings[1].assessed_on == dt.date(2026, 6, 1)
        assert ratings[1].rationale.startswith("Before and after")

    def test_kept_copies_are_named_by_their_hash(self, trafford: Plan) -> None:
        source = EvidenceFactory(plan=trafford)
        EvidenceFileFactory(evidence=source)
        EvidenceFileFactory(evidence=source, sha256="b" * 64, removed_at=REMOVED)

        assert self.one(trafford).files == (
            doc.KeptCopy(
                name="report.pdf", media_type="application/pdf", size=1234, sha256="a" * 64
            ),
        )


class TestGaps:
    def test_open_ones_and_those_closed_since(self, trafford: Plan) -> None:
        need, outcome = NeedFactory(plan=trafford), OutcomeFactory(plan=trafford)
        EvidenceGapFactory(plan=trafford, need=need, due_on=dt.date(2027, 1, 1))
        EvidenceGapFactory(
            plan=trafford, outcome=outcome, closed_on=dt.date(2026, 4, 1), answer="About 400."
        )
        EvidenceGapFactory(plan=trafford)
        EvidenceGapFactory(plan=trafford, removed_at=REMOVED)

        gaps = assemble(trafford).evidence_gaps

        assert [(g.reference, g.about) for g in gaps] == [("G1", "N1"), ("G2", "O1"), ("G3", "")]
        assert (gaps[0].owner, gaps[0].due_on) == (
            "Director of Public Health",
            dt.date(2027, 1, 1),
        )
        assert (gaps[1].closed_on, gaps[1].answer) == (dt.date(2026, 4, 1), "About 400.")

    @pytest.mark.parametrize("kind", ["need", "outcome"])
    def test_one_about_an_item_that_was_removed_is_about_the_plan(
        self, trafford: Plan, kind: str
    ) -> None:
        make = {"need": NeedFactory, "outcome": OutcomeFactory}[kind]
        EvidenceGapFactory(plan=trafford, **{kind: make(plan=trafford, removed_at=REMOVED)})

        assert assemble(trafford).evidence_gaps[0].about == ""


class TestNeeds:
    def one(self, plan: Plan) -> doc.Need:
        return assemble(plan).needs[0]

    def test_who_and_where(self, trafford: Plan) -> None:
        need = NeedFactory(
            plan=trafford,
            locality="Partington",
            characteristics=["age", "pregnancy_maternity"],
            owner="Director of Public Health",
            owner_user=OfficerFactory(name="Xanthe", email="xanthe@test.example"),
        )
        need.places.set([TraffordFactory(), EnglandFactory()])

        found = self.one(trafford)

        assert [p.name for p in found.places] == ["England", "Trafford"]
        assert found.locality == "Partington"
        assert found.characteristic_labels == ("Age", "Pregnancy and maternity")
        assert found.owner == "Director of Public Health"
        assert b"anthe" not in to_bytes(assemble(trafford))

    def test_how_sure_and_why(self, trafford: Plan) -> None:
        NeedFactory(plan=trafford, confidence="limited", confidence_reason="Few were asked.")
        NeedFactory(plan=trafford)

        told, silent = assemble(trafford).needs

        assert (told.confidence_label, told.confidence_reason) == ("Limited", "Few were asked.")
        assert (silent.confidence, silent.confidence_label) == ("", "")

    def test_a_citation_says_where_and_of_what(self, trafford: Plan) -> None:
        need, source = NeedFactory(plan=trafford), EvidenceFactory(plan=trafford)
        NeedCitation._base_manager.create(
            need=need, evidence=source, relation="gap", locator="p. 4", about="the waiting time"
        )

        assert self.one(trafford).citations == (
            doc.Citation(
                evidence="EV-001", relation="gap", locator="p. 4", about="the waiting time"
            ),
        )


class TestNarrative:
    TEXT = "# So far\n\nWaits are long [EV-001 p. 3]. See [N1], [contradicts EV-002] and [O9]."

    def one(self, plan: Plan) -> doc.Section:
        EvidenceFactory(plan=plan)
        EvidenceFactory(plan=plan, removed_at=REMOVED)
        NeedFactory(plan=plan)
        SectionFactory(plan=plan, body=self.TEXT)
        return assemble(plan).sections[0]

    def test_references_lead_to_their_items_and_others_say_that_they_do_not(
        self, trafford: Plan
    ) -> None:
        html = self.one(trafford).html

        assert "<h3>So far</h3>" in html
        assert 'href="#EV-001"' in html
        assert 'href="#N1"' in html
        assert 'href="#EV-002"' not in html
        assert "O9 (not in the plan)" in html

    def test_what_is_cited_is_told_with_the_sentence(self, trafford: Plan) -> None:
        assert self.one(trafford).citations == (
            doc.Citation(evidence="EV-001", locator="p. 3", about="Waits are long."),
        )

    def test_a_section_may_refer_to_another(self, trafford: Plan) -> None:
        SectionFactory(plan=trafford, body="As [S2] says.")
        SectionFactory(plan=trafford)

        assert 'href="#S2"' in assemble(trafford).sections[0].html

    def test_the_document_that_was_written_goes_before_its_markdown(self, trafford: Plan) -> None:
        written = richtext.from_markdown("**Bold**")
        SectionFactory(plan=trafford, body="Other", document=written)

        assert "<strong>Bold</strong>" in assemble(trafford).sections[0].html

    def test_the_outline_has_what_is_cited_and_no_html(self, trafford: Plan) -> None:
        self.one(trafford)

        (section,) = outline(trafford).sections

        assert section.html == ""
        assert [cited.evidence for cited in section.citations] == ["EV-001"]


class TestScaleFigures:
    def need_of(self, plan: Plan, **facts: Any) -> Any:
        values = {"year": 2024, "area": TraffordFactory(), "value": Decimal("46.50")} | facts
        observation = ObservationFactory(indicator=IndicatorFactory(plan=plan), **values)
        return NeedFactory(plan=plan, scale_observation=observation), observation

    def figure(self, plan: Plan) -> doc.ScaleFigure | None:
        return assemble(plan).needs[0].scale_figure

    def test_the_value_with_where_and_when(self, trafford: Plan) -> None:
        self.need_of(trafford)

        assert self.figure(trafford) == doc.ScaleFigure(
            indicator="I1",
            area="E08000009",
            area_name="Trafford",
            period="2024",
            value=Decimal("46.5"),
        )

    def test_a_value_that_was_revised_since_is_the_revised_one(self, trafford: Plan) -> None:
        _need, observation = self.need_of(trafford)
        ObservationFactory(
            indicator=observation.indicator,
            area=observation.area,
            year=2024,
            value=Decimal("47"),
            source_version="later",
            published_on=dt.date(2026, 8, 1),
        )

        figure = self.figure(trafford)

        assert figure
        assert figure.value == Decimal("47")

    def test_it_does_not_give_away_what_is_suppressed(self, trafford: Plan) -> None:
        _need, observation = self.need_of(trafford, value=Decimal("3"), numerator=Decimal("3"))
        observation.indicator.suppress_below = 5
        observation.indicator.save()

        figure = self.figure(trafford)

        assert figure
        assert figure.value is None

    def test_there_is_none_of_an_indicator_that_was_removed(self, trafford: Plan) -> None:
        _need, observation = self.need_of(trafford)
        observation.indicator.removed_at = REMOVED
        observation.indicator.save()

        assert self.figure(trafford) is None


class TestOutcomes:
    def one(self, plan: Plan) -> doc.Outcome:
        return assemble(plan).outcomes[0]

    def test_who_answers_for_it_and_by_when(self, trafford: Plan) -> None:
        OutcomeFactory(
            plan=trafford,
            owner="Head of Housing",
            owner_organisation=OrganisationFactory(name="Trafford Council"),
            horizon=2036,
            other_themes=["economic"],
        )

        found = self.one(trafford)

        assert (found.owner, found.owner_organisation) == ("Head of Housing", "Trafford Council")
        assert (found.horizon, found.other_themes) == (2036, ("economic",))

    def test_that_no_citizen_voices_it_was_accepted(self, trafford: Plan) -> None:
        OutcomeFactory(
            plan=trafford,
            no_voice_accepted_by="Ada Green, Director",
            no_voice_accepted_on=dt.date(2026, 4, 1),
            no_voice_reason="Asked in spring.",
        )

        assert self.one(trafford).no_voice == doc.VoiceException(
            accepted_by="Ada Green, Director",
            accepted_on=dt.date(2026, 4, 1),
            reason="Asked in spring.",
        )

    def test_the_goals_it_is_mapped_to(self, trafford: Plan) -> None:
        outcome = OutcomeFactory(plan=trafford)
        outcome.goals.set([FrameworkGoalFactory(code="4", label="Education", of="sdg")])

        assert self.one(trafford).goals == (
            doc.Goal(
                framework="sdg",
                framework_title="Sustainable Development Goals",
                version="2015",
                code="4",
                label="Education",
            ),
        )

    def test_which_version_of_the_library_it_is(self, trafford: Plan) -> None:
        entry = LibraryEntryFactory(code="homes", organisation__name="Greater Manchester")
        version = LibraryVersionFactory(entry=entry, number=3)
        OutcomeFactory(plan=trafford, library_version=version)
        OutcomeFactory(plan=trafford)

        shared, own = assemble(trafford).outcomes

        assert shared.library == doc.FromLibrary(
            organisation="Greater Manchester", code="homes", version=3
        )
        assert own.library is None

    def test_what_contradicts_it_is_with_it(self, trafford: Plan) -> None:
        OutcomeCitationFactory(
            outcome=OutcomeFactory(plan=trafford), relation="contradicts", locator="Table 2"
        )

        assert self.one(trafford).citations == (
            doc.Citation(evidence="EV-001", relation="contradicts", locator="Table 2"),
        )


class TestMergesAndSplits:
    def test_an_item_stands_for_all_that_led_to_it(self, trafford: Plan) -> None:
        first, second, third = (NeedFactory(plan=trafford) for _ in range(3))
        NeedSuccessionFactory(plan=trafford, earlier_need=first, later_need=second)
        NeedSuccessionFactory(plan=trafford, earlier_need=second, later_need=third)
        for gone in (first, second):
            gone.removed_at = REMOVED
            gone.save()

        (need,) = assemble(trafford).needs

        assert need.replaces == ("N1", "N2")

    def test_outcomes_leave_a_trace_too(self, trafford: Plan) -> None:
        gone, *later = (OutcomeFactory(plan=trafford) for _ in range(3))
        for outcome in later:
            ItemSuccession._base_manager.create(
                plan=trafford,
                kind="split",
                earlier_outcome=gone,
                later_outcome=outcome,
                made_at=REMOVED,
            )
        gone.removed_at = REMOVED
        gone.save()

        assert [o.replaces for o in assemble(trafford).outcomes] == [("O1",), ("O1",)]

    def test_comments_on_what_was_merged_are_kept_and_those_on_what_was_removed_are_not(
        self, trafford: Plan
    ) -> None:
        merged = NeedFactory(plan=trafford)
        dropped = NeedFactory(plan=trafford, removed_at=REMOVED)
        later = NeedFactory(plan=trafford)
        NeedSuccessionFactory(plan=trafford, earlier_need=merged, later_need=later)
        CommentFactory(about=merged, text="Kept")
        CommentFactory(about=dropped, text="Not kept")
        merged.removed_at = REMOVED
        merged.save()

        for content in (assemble(trafford), outline(trafford)):
            assert [c.about for c in content.comments] == ["N1"]
            assert content.comments_by_item == {"N3": content.comments}

    def test_a_successor_that_was_removed_stands_for_nothing(self, trafford: Plan) -> None:
        earlier, later = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        NeedSuccessionFactory(plan=trafford, earlier_need=earlier, later_need=later)
        CommentFactory(about=earlier)
        for gone in (earlier, later):
            gone.removed_at = REMOVED
            gone.save()

        assert assemble(trafford).comments == ()

    def test_those_who_went_round_in_a_circle_do_not_stand_for_themselves(
        self, trafford: Plan
    ) -> None:
        one, other = NeedFactory(plan=trafford), NeedFactory(plan=trafford)
        NeedSuccessionFactory(plan=trafford, earlier_need=one, later_need=other)
        NeedSuccessionFactory(plan=trafford, earlier_need=other, later_need=one)

        assert [n.replaces for n in assemble(trafford).needs] == [("N2",), ("N1",)]


class TestIndicators:
    def one(self, plan: Plan) -> doc.Indicator:
        return assemble(plan).indicators[0]

    def test_how_it_is_judged_and_compared(self, trafford: Plan) -> None:
        later = IndicatorFactory(plan=trafford, number=9)
        IndicatorFactory(
            plan=trafford,
            number=1,
            tolerance=Decimal("2.50"),
            tolerance_kind="percent",
            suppress_below=5,
            comparator_area=EnglandFactory(),
            superseded_by=later,
        )

        found = self.one(trafford)

        assert (str(found.tolerance), found.tolerance_kind) == ("2.5", "percent")
        assert (found.suppress_below, found.comparator_area) == (5, "E92000001")
        assert found.superseded_by == "I9"

    def test_a_successor_that_was_removed_is_not_named(self, trafford: Plan) -> None:
        gone = IndicatorFactory(plan=trafford, number=9, removed_at=REMOVED)
        IndicatorFactory(plan=trafford, number=1, superseded_by=gone)

        assert self.one(trafford).superseded_by == ""

    def test_its_story_and_its_next_steps_in_the_order_they_are_due(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        CurveStoryFactory(indicator=indicator, story="An older one", removed_at=REMOVED)
        CurveStoryFactory(indicator=indicator, low_cost_idea="Ask them.")
        CurveActionFactory(indicator=indicator, done_on=dt.date(2026, 9, 1))
        CurveActionFactory(indicator=indicator, due_on=dt.date(2026, 12, 1))
        CurveActionFactory(indicator=indicator, removed_at=REMOVED)

        found = self.one(trafford)

        assert found.story == doc.CurveStory(
            story="Rents rose faster than wages.", low_cost_idea="Ask them."
        )
        assert [(a.reference, a.due_on, a.done_on) for a in found.next_actions] == [
            ("A2", dt.date(2026, 12, 1), None),
            ("A1", dt.date(2027, 3, 31), dt.date(2026, 9, 1)),
        ]

    def test_what_it_cites_and_for_which_value(self, trafford: Plan) -> None:
        indicator = IndicatorFactory(plan=trafford)
        IndicatorCitationFactory(indicator=indicator, about="2024/25")
        IndicatorCitationFactory(
            indicator=indicator, evidence=EvidenceFactory(plan=trafford, removed_at=REMOVED)
        )

        assert self.one(trafford).citations == (doc.Citation(evidence="EV-001", about="2024/25"),)

    def test_values_of_parts_of_the_population_stand_after_those_of_everybody(
        self, trafford: Plan
    ) -> None:
        indicator, area = IndicatorFactory(plan=trafford), TraffordFactory()
        for part in ("sex=Male", "", "sex=Female"):
            for year in (2024, 2023):
                ObservationFactory(indicator=indicator, area=area, year=year, breakdown=part)

        found = self.one(trafford)

        assert [(o.breakdown, o.period) for o in found.observations] == [
            ("", "2023"),
            ("", "2024"),
            ("sex=Female", "2023"),
            ("sex=Female", "2024"),
            ("sex=Male", "2023"),
            ("sex=Male", "2024"),
        ]
        assert [o.period for o in found.series("E08000009")] == ["2023", "2024"]

    def test_the_outline_has_the_latest_value_of_everybody(self, trafford: Plan) -> None:
        indicator, area = IndicatorFactory(plan=trafford), TraffordFactory()
        ObservationFactory(indicator=indicator, area=area, year=2023)
        ObservationFactory(indicator=indicator, area=area, year=2024, breakdown="sex=Male")

        (value,) = outline(trafford).indicators[0].observations

        assert (value.period, value.breakdown) == ("2023", "")


class TestHow:
    def test_a_claim_cites_all_that_bears_on_it(self, trafford: Plan) -> None:
        supporting = EvidenceFactory(plan=trafford)
        claim = ContributionFactory(piece=PieceFactory(plan=trafford), evidence=[supporting])
        for relation, evidence in (
            ("contradicts", EvidenceFactory(plan=trafford)),
            ("supports", EvidenceFactory(plan=trafford, removed_at=REMOVED)),
        ):
            ContributionCitation._base_manager.create(
                contribution=claim, evidence=evidence, relation=relation, locator="p. 9"
            )

        (found,) = assemble(trafford).pieces[0].contributions

        assert found.evidence == ("EV-001",)
        assert found.citations == (
            doc.Citation(evidence="EV-001"),
            doc.Citation(evidence="EV-002", relation="contradicts", locator="p. 9"),
        )

    def test_a_piece_has_its_measures_with_exact_results(self, trafford: Plan) -> None:
        piece = PieceFactory(plan=trafford)
        measure = MeasureFactory(piece=piece, target=EXACT, owner="Manager")
        ResultFactory(
            measure=measure, period_start=dt.date(2026, 7, 1), period_end=dt.date(2026, 9, 30)
        )
        ResultFactory(measure=measure, value=EXACT)
        ResultFactory(measure=measure, period_end=dt.date(2026, 5, 1), removed_at=REMOVED)
        MeasureFactory(piece=piece, type="how_much")
        MeasureFactory(piece=piece, removed_at=REMOVED)

        first, second = assemble(trafford).pieces[0].measures

        assert (first.reference, first.target, first.owner) == ("M1", EXACT, "Manager")
        assert first.uri == f"{trafford.uri}/M1"
        assert first.type_label == "Is anyone better off?"
        assert [(r.reference, r.value, r.period_start) for r in first.results] == [
            ("RS2", EXACT, dt.date(2026, 4, 1)),
            ("RS1", Decimal("61.5"), dt.date(2026, 7, 1)),
        ]
        assert (second.target, second.results) == (None, ())

    def test_the_theory_of_change(self, trafford: Plan) -> None:
        outcome, piece = OutcomeFactory(plan=trafford), PieceFactory(plan=trafford)
        activity = TheoryNodeFactory(plan=trafford, piece=piece)
        end = TheoryNodeFactory(plan=trafford, kind="outcome", outcome=outcome)
        gone = TheoryNodeFactory(plan=trafford, kind="output", removed_at=REMOVED)
        arrow = TheoryArrowFactory(
            source=activity, target=end, mechanism="They talk", external_factors="Buses"
        )
        with scope(plan=trafford):
            arrow.evidence.set(
                [EvidenceFactory(plan=trafford), EvidenceFactory(plan=trafford, removed_at=REMOVED)]
            )
        TheoryArrowFactory(source=activity, target=gone)

        content = assemble(trafford)

        assert [(n.reference, n.kind_label, n.piece, n.outcome) for n in content.theory.nodes] == [
            ("TN1", "Activity", "P1", ""),
            ("TN2", "Outcome", "", "O1"),
        ]
        assert content.theory.arrows == (
            doc.TheoryArrow(
                reference="TA1",
                uri=f"{trafford.uri}/TA1",
                source="TN1",
                target="TN2",
                assumption="People come when they are asked.",
                mechanism="They talk",
                external_factors="Buses",
                evidence=("EV-001",),
            ),
        )

    def test_a_step_whose_outcome_or_piece_is_gone_stands_alone(self, trafford: Plan) -> None:
        TheoryNodeFactory(plan=trafford, piece=PieceFactory(plan=trafford, removed_at=REMOVED))
        TheoryNodeFactory(
            plan=trafford,
            kind="outcome",
            outcome=OutcomeFactory(plan=trafford, removed_at=REMOVED),
        )

        assert [(n.piece, n.outcome) for n in assemble(trafford).theory_nodes] == [
            ("", ""),
            ("", ""),
        ]


def as_of_schema(version: str, content: doc.PlanContent) -> bytes:
    """The document as the code of an earlier schema would have written it."""
    schema = orjson.loads(schema_bytes(version))

    def kept(value: Any, shape: dict[str, Any]) -> Any:
        if "anyOf" in shape and value is not None:
            shape = next(part for part in shape["anyOf"] if part.get("type") != "null")
        if "$ref" in shape:
            shape = schema["$defs"][shape["$ref"].rpartition("/")[2]]
        if isinstance(value, dict):
            known = shape["properties"]
            return {name: kept(value[name], known[name]) for name in value if name in known}
        if isinstance(value, list):
            return [kept(part, shape["items"]) for part in value]
        return value

    written = kept(content.model_dump(mode="json"), schema)
    return orjson.dumps(written | {"schema_version": version}, option=orjson.OPT_SORT_KEYS)


def test_a_new_schema_is_not_a_change_of_the_plan(trafford: Plan) -> None:
    """A plan that nobody touched says nothing new when the product is upgraded."""
    source = EvidenceFactory(plan=trafford)
    indicator = IndicatorFactory(plan=trafford, tolerance=Decimal("2"))
    ObservationFactory(indicator=indicator)
    need = NeedFactory(plan=trafford, evidence=[source])
    outcome = OutcomeFactory(plan=trafford, needs=[need], indicators=[indicator])
    ContributionFactory(piece=PieceFactory(plan=trafford), outcome=outcome, evidence=[source])
    CommentFactory(about=SectionFactory(plan=trafford))
    content = assemble(trafford)

    before = from_bytes(as_of_schema("1.0", content))

    assert before.schema_version == "1.0"
    assert diff(content, before) == ()
