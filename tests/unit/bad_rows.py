"""Bad rows of the why and the how in full; tests/unit/test_constraints.py has the rest."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from procurement.models import ContributionCitation, EqualityImpact, TheoryArrow, TheoryNode
from scp.plans.models import Autosave, Lease
from tests.factories.accounts import UserFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import MembershipFactory, OverrideFactory, PlanFactory
from tests.factories.procurement import (
    ContributionFactory,
    EqualityAssessmentFactory,
    EqualityImpactFactory,
    MeasureFactory,
    MitigationFactory,
    PieceFactory,
    ResultFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
    signed_assessment,
)
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
    ReminderFactory,
)

DAY = dt.date(2027, 3, 31)
Make = Callable[[], Any]


def twice(make: Callable[..., Any], **same: Any) -> Make:
    """The same thing two times."""

    def both() -> None:
        make(**same)
        make(**same)

    return both


def again(make: Callable[..., Any], *fields: str, **more: Any) -> Make:
    """A second row that agrees with a first one in `fields`."""

    def both() -> None:
        first = make(**more)
        make(**{name: getattr(first, name) for name in fields}, **more)

    return both


def framework_twice() -> None:
    goal = FrameworkGoalFactory()
    type(goal.framework).objects.create(code="sdg", version="2015", title="Again")


def open_twice(model: Any, **fields: Any) -> Make:
    def both() -> None:
        plan, user = PlanFactory(), UserFactory()
        for _ in range(2):
            model._base_manager.create(plan=plan, user=user, **fields)

    return both


def contribution_citation(**fields: Any) -> ContributionCitation:
    claim = fields.pop("contribution", None) or ContributionFactory()
    evidence = fields.pop("evidence", None) or EvidenceFactory(plan=claim.plan)
    return ContributionCitation._base_manager.create(
        contribution=claim, evidence=evidence, **fields
    )


def outcome_twice() -> None:
    earlier = OutcomeFactory()
    later = OutcomeFactory(plan=earlier.plan)
    for _ in range(2):
        NeedSuccessionFactory(
            plan=earlier.plan,
            earlier_need=None,
            later_need=None,
            earlier_outcome=earlier,
            later_outcome=later,
        )


def shown_twice() -> None:
    outcome = OutcomeFactory()
    for _ in range(2):
        TheoryNodeFactory(plan=outcome.plan, kind="outcome", outcome=outcome)


def to_itself() -> None:
    node = TheoryNodeFactory()
    TheoryArrowFactory(source=node, target=node)


def in_a_circle() -> None:
    """The last of three arrows leads back to where the first began."""
    steps = [TheoryNodeFactory(plan=plan, kind="output") for plan in [PlanFactory()] * 3]
    for source, target in zip(steps, [*steps[1:], steps[0]], strict=True):
        TheoryArrowFactory(source=source, target=target)


def in_a_circle_at_once() -> None:
    """Two arrows that lead to each other, in one statement."""
    first = TheoryNodeFactory()
    second = TheoryNodeFactory(plan=first.plan)
    TheoryArrow._base_manager.bulk_create(
        TheoryArrow(plan=first.plan, number=number, source=source, target=target, assumption="So")
        for number, (source, target) in enumerate(((first, second), (second, first)), start=1)
    )


def put_back_into_a_circle() -> None:
    there = TheoryArrowFactory(source__kind="output", removed_at=timezone.now())
    TheoryArrowFactory(source=there.target, target=there.source)
    TheoryArrow._base_manager.filter(pk=there.pk).update(removed_at=None)


def led_back_by_its_step() -> None:
    arrow = TheoryArrowFactory()
    TheoryNode._base_manager.filter(pk=arrow.source_id).update(kind="impact")


def led_out_of_the_plan() -> None:
    TheoryArrowFactory(source=TheoryNodeFactory(), target=TheoryNodeFactory(kind="output"))


def signed(change: Callable[[Any], Any]) -> Make:
    """What is done to an assessment that somebody signed, and to its first finding."""

    def make() -> None:
        change(signed_assessment(PlanFactory(), UserFactory()))

    return make


def first_finding(assessment: Any) -> Any:
    return EqualityImpact._base_manager.filter(assessment=assessment).first()


def evidence_added(assessment: Any) -> None:
    first_finding(assessment).evidence.add(EvidenceFactory(plan=assessment.plan))


def moved_with_its_step() -> None:
    arrow = TheoryArrowFactory()
    TheoryNode._base_manager.filter(pk=arrow.source_id).update(plan=PlanFactory())


PLANS: dict[str, Make] = {
    "membership_leads_an_organisation": lambda: MembershipFactory(leads_organisation=True),
    "one_autosave_a_person_a_form": open_twice(Autosave, form="need/add"),
    "one_override_a_gap": again(OverrideFactory, "plan"),
    "override_says_of_what_as_what_and_why": lambda: OverrideFactory(reason=""),
    "override_ended_by_whom_and_when": lambda: OverrideFactory(ended_at=timezone.now()),
    "one_lease_a_person_an_item": open_twice(Lease, reference="N1", until=timezone.now()),
}
OUTCOMES: dict[str, Make] = {
    "evidence_status_is_listed": lambda: EvidenceFactory(status="lost"),
    "evidence_figure_says_what_it_counts": lambda: EvidenceFactory(key_value=Decimal(1)),
    "evidence_interval_has_both_ends": lambda: EvidenceFactory(
        key_figure="Of all pupils", key_value=Decimal(2), key_lower=Decimal(1)
    ),
    "evidencerating_reference_for_life": again(EvidenceRatingFactory, "evidence", "number"),
    "rating_is_a_level_of_its_scale": lambda: EvidenceRatingFactory(scale="grade", level="2"),
    "one_rating_an_assessor_a_day": again(EvidenceRatingFactory, "evidence"),
    "evidencefile_reference_for_life": again(EvidenceFileFactory, "evidence", "number"),
    "evidence_file_has_a_hash": lambda: EvidenceFileFactory(sha256="A" * 64),
    "evidence_keeps_a_file_once": again(EvidenceFileFactory, "evidence"),
    "evidencegap_reference_for_life": again(EvidenceGapFactory, "plan", "number"),
    "evidence_gap_about_one_thing": lambda: EvidenceGapFactory(
        plan=(need := NeedFactory()).plan, need=need, outcome=OutcomeFactory(plan=need.plan)
    ),
    "evidence_gap_closed_with_an_answer": lambda: EvidenceGapFactory(closed_on=DAY),
    "framework_version_once": framework_twice,
    "framework_goal_once": twice(FrameworkGoalFactory, code="1"),
    "library_entry_once": again(LibraryEntryFactory, "organisation", "code"),
    "library_entry_kind_listed": lambda: LibraryEntryFactory(kind="poem"),
    "library_version_once": again(LibraryVersionFactory, "entry"),
    "need_characteristics_are_listed": lambda: NeedFactory(characteristics=["height"]),
    "need_confidence_has_a_reason": lambda: NeedFactory(confidence="strong"),
    "outcome_other_themes_listed": lambda: OutcomeFactory(other_themes=["cosmic"]),
    "outcome_horizon_is_a_year": lambda: OutcomeFactory(horizon=35),
    "outcome_exception_has_who_when_why": lambda: OutcomeFactory(no_voice_reason="No time"),
    "outcomecitation_relation_listed": lambda: OutcomeCitationFactory(relation="hints"),
    "outcome_cites_evidence_once": again(OutcomeCitationFactory, "outcome", "evidence"),
    "indicatorcitation_relation_listed": lambda: IndicatorCitationFactory(relation="hints"),
    "indicator_cites_evidence_once": again(IndicatorCitationFactory, "indicator", "evidence"),
    "indicator_tolerance_kind_listed": lambda: IndicatorFactory(tolerance_kind="roughly"),
    "indicator_trajectory_listed": lambda: IndicatorFactory(trajectory="zigzag"),
    "succession_kind_listed": lambda: NeedSuccessionFactory(kind="married"),
    "succession_joins_two_of_a_kind": lambda: NeedSuccessionFactory(later_need=None),
    "need_succeeds_once": again(NeedSuccessionFactory, "plan", "earlier_need", "later_need"),
    "outcome_succeeds_once": outcome_twice,
    "curvestory_reference_for_life": again(
        CurveStoryFactory, "indicator", "number", removed_at=timezone.now()
    ),
    "one_curve_story_an_indicator": again(CurveStoryFactory, "indicator"),
    "curveaction_reference_for_life": again(CurveActionFactory, "indicator", "number"),
    "reminder_rung_listed": lambda: ReminderFactory(rung="king"),
    "reminded_once_a_rung": again(ReminderFactory, "plan", "user"),
}
PROCUREMENT: dict[str, Make] = {
    "contributioncitation_relation_listed": lambda: contribution_citation(relation="hints"),
    "contribution_cites_evidence_once": again(contribution_citation, "contribution", "evidence"),
    "measure_reference_for_life": again(MeasureFactory, "piece", "number"),
    "measure_type_listed": lambda: MeasureFactory(type="how_pretty"),
    "result_reference_for_life": again(
        ResultFactory, "measure", "number", removed_at=timezone.now()
    ),
    "result_period_in_order": lambda: ResultFactory(period_start=DAY),
    "one_result_a_period": again(ResultFactory, "measure"),
    "theorynode_reference_for_life": again(TheoryNodeFactory, "plan", "number"),
    "theory_node_kind_listed": lambda: TheoryNodeFactory(kind="wish"),
    "theory_outcome_is_an_outcome_node": lambda: TheoryNodeFactory(
        plan=(outcome := OutcomeFactory()).plan, kind="impact", outcome=outcome
    ),
    "theory_piece_delivers_and_is_no_outcome": lambda: TheoryNodeFactory(
        plan=(piece := PieceFactory()).plan, kind="impact", piece=piece
    ),
    "theory_shows_an_outcome_once": shown_twice,
    "equalityassessment_reference_for_life": again(EqualityAssessmentFactory, "plan", "number"),
    "equality_conclusion_listed": lambda: EqualityAssessmentFactory(conclusion="shrug"),
    "equality_signed_by_whom_when_and_of_what": lambda: EqualityAssessmentFactory(
        signed_at=timezone.now(), conclusion="adjust", conclusion_reason="So"
    ),
    "equality_signed_with_a_conclusion": lambda: EqualityAssessmentFactory(
        signed_at=timezone.now(), signed_by=UserFactory(), signed_as="Lead", basis_sha256="a" * 64
    ),
    "equalityimpact_reference_for_life": again(EqualityImpactFactory, "assessment", "number"),
    "equality_group_listed": lambda: EqualityImpactFactory(group="tall"),
    "equality_impact_listed": lambda: EqualityImpactFactory(level="so_so"),
    "equality_group_assessed_once": again(EqualityImpactFactory, "assessment", "group"),
    "mitigation_reference_for_life": again(MitigationFactory, "impact", "number"),
    "mitigation_has_an_owner": lambda: MitigationFactory(owner=""),
    "theoryarrow_reference_for_life": again(TheoryArrowFactory, "source", "number"),
    "theory_arrow_joins_two_steps": to_itself,
    "theory_arrow_once": again(TheoryArrowFactory, "source", "target"),
}
# What triggers hold, in tables that a constraint cannot look into.
TRIGGERS: list[tuple[str, Make]] = [
    ("theory_arrow_in_no_circle", in_a_circle),
    ("theory_arrow_in_no_circle", in_a_circle_at_once),
    ("theory_arrow_in_no_circle", put_back_into_a_circle),
    (
        "theory_arrow_leads_onwards",
        lambda: TheoryArrowFactory(
            source=(node := TheoryNodeFactory(kind="impact")),
            target=TheoryNodeFactory(plan=node.plan, kind="outcome"),
        ),
    ),
    ("theory_arrow_leads_onwards", led_back_by_its_step),
    ("theory_arrow_within_one_plan", led_out_of_the_plan),
    ("theory_arrow_within_one_plan", moved_with_its_step),
    (
        "signed_assessment_stays",
        signed(lambda one: type(one)._base_manager.filter(pk=one.pk).update(proposal="Other")),
    ),
    (
        "signed_assessment_stays",
        signed(lambda one: EqualityImpactFactory(assessment=one, group="carers")),
    ),
    ("signed_assessment_stays", signed(lambda one: first_finding(one).delete())),
    ("signed_assessment_stays", signed(lambda one: MitigationFactory(impact=first_finding(one)))),
    ("signed_assessment_stays", signed(evidence_added)),
]
