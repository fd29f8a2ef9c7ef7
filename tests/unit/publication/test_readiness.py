"""What stands between a plan and its next edition: for every check a plan that has the gap."""

import datetime as dt
from typing import Any

import pytest
from django_scopes import scope
from hypothesis import given, settings

from scp.plans.choices import Status
from scp.publication.assembly import assemble, outline
from scp.publication.content import Measure, NoMeasureYet, PlanContent, Profile, VoiceException
from scp.publication.readiness import CHECKS, LABELS, PROFILES, blocking, findings, gaps
from scp.publication.readiness.profiles import STAGES
from tests.factories import content as make
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import PlanFactory, VisionFactory
from tests.factories.procurement import ContributionFactory, PieceFactory
from tests.factories.stakeholders import CommentFactory, DispositionFactory
from tests.unit.publication.documents import assessed, complete, documents

THEMES: tuple[Any, ...] = ("social", "economic", "environmental")


def three_outcomes(**facts: Any) -> dict[str, Any]:
    links = {"needs": ("N1",), "indicators": ("I1",)} | facts
    return {
        "outcomes": tuple(
            make.outcome(n, f"Outcome {n}", theme, **(links if n == 1 else three))
            for n, theme in enumerate(THEMES, start=1)
            for three in [{"needs": ("N1",), "indicators": ("I1",)}]
        )
    }


def indicator(**facts: Any) -> dict[str, Any]:
    whole = complete().indicators[0]
    return {"indicators": (whole.model_copy(update=facts),)}


NEED = make.need(1, "Help in time", "Residents", (make.cite(1),), voiced=True)
WAITING = make.comment(2, "N1", "Resident", "Resident", "And the buses?")
ANSWERED = make.comment(1, "N1", "Resident", "Resident", "Why?", "We say why now.")
VISION = complete().sections[0]
DOCUMENT = complete().evidence[0].model_copy(update={"type": "survey", "locator": "Table 2"})
UNLESSENED = assessed().impacts[0].model_copy(update={"mitigations": ()})
LATER = NoMeasureYet(owner="Director of Public Health", due_on=dt.date(2027, 3, 31))

EXCEPTION = VoiceException(
    accepted_by="Councillor for Health (portfolio holder)",
    accepted_on=dt.date(2026, 10, 1),
    reason="the survey runs in spring",
)


def measured(**facts: Any) -> dict[str, Any]:
    """A live piece with one measure, which has no result unless one is given."""
    values = {"title": "Free of debt", "type": "better_off", "type_label": "Better off?"}
    measure = Measure(reference="M1", uri="https://a.example/M1", unit="%", **{**values, **facts})
    piece = complete().pieces[0].model_copy(update={"state": "live", "measures": (measure,)})
    return {"pieces": (piece,)}


def theory(*steps: tuple[str, str], arrows: tuple[tuple[int, int], ...] = ()) -> dict[str, Any]:
    """Steps by kind and what each stands for, and arrows between them by their numbers. The second
    and third outcome are where an arrow of the complete plan leads."""
    whole = complete()
    nodes = tuple(
        whole.theory_nodes[0].model_copy(
            update={
                "reference": f"TN{n}",
                "kind": kind,
                "outcome": stands_for if stands_for.startswith("O") else "",
                "piece": stands_for if stands_for.startswith("P") else "",
            }
        )
        for n, (kind, stands_for) in enumerate(steps, start=101)
    )
    others = [node for node in whole.theory_nodes if node.outcome != "O1"]
    mine = tuple(
        whole.theory_arrows[0].model_copy(
            update={
                "reference": f"TA{n}",
                "source": f"TN{source + 100}",
                "target": f"TN{target + 100}",
            }
        )
        for n, (source, target) in enumerate(arrows, start=101)
    )
    kept = tuple(a for a in whole.theory_arrows if a.target != "TN4")
    return {"theory_nodes": (*others, *nodes), "theory_arrows": (*kept, *mine)}


# For each check: what is changed in a complete plan, whom the finding is about, what it says.
Case = tuple[str, dict[str, Any], str, str]
CASES: list[Case] = [
    ("no_vision", {"sections": ()}, "", "The plan has no vision"),
    (
        "no_vision",
        {"sections": (VISION.model_copy(update={"body": " \n"}),)},
        "",
        "The plan has no vision",
    ),
    (
        "no_vision",
        {"sections": (VISION.model_copy(update={"kind": "context"}),)},
        "",
        "The plan has no vision",
    ),
    ("outcome_without_path", theory(), "O1", "does not show this outcome"),
    ("outcome_without_path", theory(("outcome", "O1")), "O1", "no path from anything"),
    (
        "outcome_without_path",
        theory(("outcome", "O1"), ("outcome", ""), arrows=((2, 1),)),
        "O1",
        "no path from anything",
    ),
    (
        "outcome_without_path",
        theory(("outcome", "O1"), ("output", ""), ("outcome", ""), arrows=((2, 1),)),
        "TN103",
        "no path from anything",
    ),
    (
        "piece_stops_at_outputs",
        {
            "theory_arrows": tuple(
                a if a.source != "TN3" else a.model_copy(update={"source": "TN5"})
                for a in complete().theory_arrows
            )
        },
        "P1",
        "stops at what is delivered",
    ),
    (
        "arrow_without_evidence",
        {
            "theory_arrows": tuple(
                a.model_copy(update={"evidence": ()}) if a.reference == "TA2" else a
                for a in complete().theory_arrows
            )
        },
        "TA2",
        "cites no evidence",
    ),
    ("no_outcome", {"outcomes": ()}, "", "The plan has no outcome"),
    ("outcome_without_need", three_outcomes(needs=()), "O1", "No need underwrites this outcome"),
    (
        "need_without_evidence",
        {"needs": (NEED.model_copy(update={"citations": ()}),)},
        "N1",
        "No evidence supports this need",
    ),
    (
        "need_without_evidence",
        {"needs": (NEED.model_copy(update={"citations": (make.cite(1, "contradicts"),)}),)},
        "N1",
        "No evidence supports this need",
    ),
    (
        "outcome_without_measure",
        three_outcomes(indicators=()),
        "O1",
        "This outcome has no indicator",
    ),
    (
        "outcome_without_citizen_voice",
        {"needs": (make.need(1, "Help in time", "Residents", (make.cite(1),)),)},
        "O1",
        "No need under this outcome is voiced by citizens",
    ),
    (
        "no_suitable_measure_yet",
        three_outcomes(indicators=(), no_measure_yet=LATER),
        "O1",
        "Director of Public Health will propose one by 31 March 2027",
    ),
    ("indicator_without_values", indicator(observations=()), "I1", "has no values yet"),
    ("indicator_without_baseline", indicator(baseline=None), "I1", "has no baseline"),
    ("indicator_without_target", indicator(targets=()), "I1", "has no target"),
    ("indicator_without_owner", indicator(owner=""), "I1", "Name its owner"),
    (
        "citizen_voice_exception",
        three_outcomes(no_voice=EXCEPTION),
        "O1",
        "by Councillor for Health (portfolio holder) on 1 October 2026: the survey runs in spring",
    ),
    (
        "claim_only_contradicted",
        three_outcomes(citations=(make.cite(1, "contradicts"),)),
        "O1",
        "The only evidence cited contradicts this: EV-001.",
    ),
    (
        "claim_only_contradicted",
        indicator(citations=(make.cite(1, "contradicts"), make.cite(1, "gap"))),
        "I1",
        "contradicts this: EV-001",
    ),
    (
        "evidence_uncited",
        {"evidence": (*complete().evidence, make.source(2, "Talks", "Survey", "Forum"))},
        "EV-002",
        "Nothing in the plan cites this source",
    ),
    ("measure_without_result", measured(), "M1", "has no result yet"),
    (
        "nothing_commissioned",
        {"pieces": (make.piece(1, "PF1", "Family hubs", {"O2": 1, "O3": 1}),)},
        "O1",
        "Nothing is commissioned for this outcome yet",
    ),
    (
        "need_without_outcome",
        {"needs": (NEED, make.need(2, "Buses", "Residents", (make.cite(1),)))},
        "N2",
        "No outcome answers this need yet",
    ),
    (
        "piece_without_contribution",
        {"pieces": (*complete().pieces, make.piece(2, "PF1", "Alone", {}))},
        "P2",
        "claims no contribution",
    ),
    (
        "theme_without_outcome",
        {"outcomes": complete().outcomes[:2], "pieces": complete().pieces},
        "",
        "No outcome has the environmental theme",
    ),
    (
        "evidence_without_date",
        {"evidence": (make.source(1, "Talks", "Survey", "Forum", published_on=None),)},
        "EV-001",
        "This source has no date",
    ),
    (
        "document_without_locator",
        {"evidence": (DOCUMENT.model_copy(update={"locator": ""}),)},
        "EV-001",
        "cited without saying where in it",
    ),
    (
        "target_outside_period",
        indicator(targets=(make.target(2040, "58"),)),
        "I1",
        "None of its targets is due between",
    ),
    ("no_equality_assessment", {"equality_assessments": ()}, "", "has been signed"),
    (
        "equality_assessment_out_of_date",
        {"equality_assessments": (assessed(changed_since=("O1", "P2")),)},
        "EA1",
        "changed since it was signed: O1, P2.",
    ),
    (
        "high_negative_unjustified",
        {"equality_assessments": (assessed(impacts=(UNLESSENED,)),)},
        "EA1",
        "Carers: nothing lessens this high negative impact",
    ),
    (
        "comments_unanswered",
        {"comments": (ANSWERED, WAITING)},
        "N1",
        "1 comment has had no response yet.",
    ),
    (
        "comments_unanswered",
        {"comments": (WAITING, WAITING.model_copy(update={"reference": "CM-3"}))},
        "N1",
        "2 comments have had no response yet.",
    ),
]


def test_a_complete_plan_has_no_gap() -> None:
    assert gaps(complete()) == ()


def test_every_check_has_a_case_here() -> None:
    assert {code for code, *_ in CASES} == {check.code for check in CHECKS}
    assert len({check.code for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(("code", "facts", "reference", "words"), CASES)
def test_what_is_missing_is_found_once_and_said(
    code: str, facts: dict[str, Any], reference: str, words: str
) -> None:
    found = [f for f in gaps(complete(**facts)) if f.code == code and f.reference == reference]

    assert len(found) == 1
    assert words in found[0].sentence
    check = next(check for check in CHECKS if check.code == code)
    assert found[0].severity == check.strictness.consultation


def test_every_check_says_in_a_docstring_what_it_finds() -> None:
    assert all((check.find.__doc__ or "").strip() for check in CHECKS)


def test_what_blocks_comes_first_and_alone_stops_publishing() -> None:
    content = complete(sections=(), comments=(WAITING,))

    assert [f.severity for f in gaps(content)] == ["blocks", "warns"]
    assert [f.code for f in blocking(content)] == ["no_vision"]
    assert blocking(complete(comments=(WAITING,))) == ()


def lacking() -> PlanContent:
    """A plan with the gap of every case that needs no other plan: one of each gravity."""
    unvoiced = make.need(1, "Help in time", "Residents", (make.cite(1),))
    return complete(
        sections=(),
        needs=(unvoiced, make.need(2, "Buses", "Residents", ())),
        comments=(WAITING,),
    )


@pytest.mark.parametrize(
    ("profile", "blocks", "warns"),
    [
        (
            "coproduction",
            {"no_vision"},
            {
                *("need_without_evidence", "outcome_without_citizen_voice"),
                *("need_without_outcome", "comments_unanswered"),
            },
        ),
        (
            "consultation",
            {"no_vision", "need_without_evidence"},
            {
                *("outcome_without_citizen_voice", "need_without_outcome"),
                "comments_unanswered",
            },
        ),
        *(
            (
                profile,
                {"no_vision", "need_without_evidence", "outcome_without_citizen_voice"},
                {"need_without_outcome", "comments_unanswered"},
            )
            for profile in ("decision", "adopted")
        ),
    ],
)
def test_the_same_plan_is_judged_more_strictly_from_stage_to_stage(
    profile: Profile, blocks: set[str], warns: set[str]
) -> None:
    found = findings(lacking(), profile)

    assert {f.code for f in found if f.severity == "blocks"} == blocks
    assert {f.code for f in found if f.severity == "warns"} == warns
    assert {f.code for f in blocking(lacking(), profile)} == blocks
    assert gaps(lacking().model_copy(update={"profile": profile})) == found


def test_no_stage_is_milder_than_the_one_before() -> None:
    order = ("not asked", "warns", "blocks")
    for check in CHECKS:
        grave = [order.index(check.strictness.in_profile(profile)) for profile in PROFILES]
        assert grave == sorted(grave), check.code
        assert grave[-1] > 0, "what no profile asks is no check"


def test_every_state_of_a_plan_has_a_stage_and_every_stage_a_name() -> None:
    assert STAGES.keys() == set(Status)
    assert set(STAGES.values()) == set(PROFILES) == LABELS.keys()


def test_a_document_of_which_it_is_said_where_has_no_gap() -> None:
    in_the_source = complete(evidence=(DOCUMENT,))
    bare = DOCUMENT.model_copy(update={"locator": ""})
    cited = make.cite(1).model_copy(update={"locator": "p. 12"})
    of_need = (NEED.model_copy(update={"citations": (cited,)}),)
    pieces = tuple(
        piece.model_copy(
            update={
                "contributions": tuple(
                    one.model_copy(update={"evidence": (), "citations": ()})
                    for one in piece.contributions
                )
            }
        )
        for piece in complete().pieces
    )
    in_the_citation = complete(evidence=(bare,), needs=of_need, pieces=pieces)

    for content in (in_the_source, in_the_citation):
        assert "document_without_locator" not in {gap.code for gap in gaps(content)}


def test_a_high_negative_impact_that_is_justified_has_no_gap() -> None:
    why = UNLESSENED.model_copy(update={"justification": "The law leaves no other way."})
    content = complete(equality_assessments=(assessed(impacts=(why,)),))

    assert "high_negative_unjustified" not in {gap.code for gap in gaps(content)}


def test_what_nobody_intends_to_commission_need_not_contribute() -> None:
    alone = make.piece(2, "PF1", "Alone", {})
    for state in ("idea", "abandoned"):
        pieces = (*complete().pieces, alone.model_copy(update={"state": state}))
        assert "piece_without_contribution" not in {g.code for g in gaps(complete(pieces=pieces))}


def test_a_gap_of_an_indicator_that_two_outcomes_share_is_said_once() -> None:
    found = [f for f in gaps(complete(**indicator(targets=()))) if f.reference == "I1"]

    assert len(found) == 1


def test_an_indicator_that_no_outcome_uses_is_not_asked_for() -> None:
    spare = make.indicator("active_children", "I2", baseline=None)

    assert gaps(complete(indicators=(*complete().indicators, spare))) == ()


def test_a_plan_without_outcomes_is_not_told_which_themes_it_lacks() -> None:
    codes = {f.code for f in gaps(complete(outcomes=(), pieces=()))}

    assert codes == {"no_outcome", "need_without_outcome"}


@settings(max_examples=40, deadline=None)
@given(documents)
def test_a_plan_of_any_shape_is_judged_without_a_fall(content: PlanContent) -> None:
    found = gaps(content)

    assert list(found) == sorted(found, key=lambda f: f.severity != "blocks")
    known = content.by_reference.keys() | {comment.about for comment in content.comments}
    assert all(f.reference in known or f.reference == "" for f in found)
    assert all(f.sentence.strip() for f in found)


@pytest.mark.django_db
class TestOutline:
    """The task list looks at an outline of the plan: it must find there what is in the whole."""

    def test_it_shows_the_same_gaps_as_the_whole(self) -> None:
        plan = PlanFactory(status="for_decision")
        evidence = EvidenceFactory(plan=plan, published_on=None)
        voiced = NeedFactory(plan=plan, evidence=[evidence])
        NeedFactory(plan=plan, source_kinds=["statistic"])
        measured = IndicatorFactory(plan=plan)
        for year in (2023, 2024):
            ObservationFactory(indicator=measured, year=year)
        TargetFactory(indicator=measured)
        empty = IndicatorFactory(plan=plan)
        outcome = OutcomeFactory(plan=plan, needs=[voiced], indicators=[measured, empty])
        OutcomeFactory(plan=plan)
        PieceFactory(plan=plan)
        ContributionFactory(piece=PieceFactory(plan=plan), outcome=outcome)
        CommentFactory(about=outcome)
        DispositionFactory(comment=CommentFactory(about=outcome))

        whole, sketch = gaps(assemble(plan)), gaps(outline(plan))

        assert whole == sketch
        assert assemble(plan).profile == "decision"
        assert {f.code for f in whole} >= {
            "no_vision",
            "outcome_without_need",
            "need_without_evidence",
            "comments_unanswered",
            "indicator_without_values",
        }

    def test_it_grows_with_neither_values_nor_texts(self) -> None:
        plan = PlanFactory()
        VisionFactory(plan=plan)
        indicator = IndicatorFactory(plan=plan)
        for year in range(2000, 2020):
            ObservationFactory(indicator=indicator, year=year)
        CommentFactory(about=OutcomeFactory(plan=plan), text="A long story")

        sketch = outline(plan)

        assert len(sketch.indicators[0].observations) == 1
        assert sketch.comments[0].text == ""
        with scope(plan=plan):
            assert len(assemble(plan).indicators[0].observations) == 20


def test_an_exception_stands_in_for_the_voice() -> None:
    """What somebody answers for is printed, and not asked for again."""
    unvoiced = {"needs": (make.need(1, "Help in time", "Residents", (make.cite(1),)),)}
    accepted = three_outcomes(no_voice=EXCEPTION)

    found = gaps(complete(**unvoiced, **accepted))

    assert [f.reference for f in found if f.code == "citizen_voice_exception"] == ["O1"]
    assert [f.reference for f in found if f.code == "outcome_without_citizen_voice"] == ["O2", "O3"]


@pytest.mark.parametrize(
    ("state", "found"), [("live", 1), ("ending", 1), ("idea", 0), ("ended", 0)]
)
def test_results_are_asked_for_while_a_piece_is_at_work(state: str, found: int) -> None:
    piece = measured()["pieces"][0].model_copy(update={"state": state})

    codes = [f.code for f in gaps(complete(pieces=(piece,)))]

    assert codes.count("measure_without_result") == found


def test_a_claim_with_support_as_well_is_not_only_contradicted() -> None:
    both = three_outcomes(citations=(make.cite(1, "contradicts"), make.cite(1)))

    assert "claim_only_contradicted" not in {f.code for f in gaps(complete(**both))}
