"""What the database refuses whoever writes: one bad row for every constraint of the models."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from outcomes.models import NeedCitation, OutcomeIndicator, OutcomeNeed
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from scp.publication.models import Edition, Rendering, Withdrawal
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.organisations import (
    IdentifierFactory,
    OrganisationFactory,
    SuccessionFactory,
)
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.plans import (
    MembershipFactory,
    OverrideFactory,
    PlanFactory,
    SectionFactory,
    VisionFactory,
)
from tests.factories.procurement import ContributionFactory, PieceFactory, PortfolioFactory
from tests.factories.stakeholders import (
    CommentFactory,
    DispositionFactory,
    ResidentFactory,
    StakeholderFactory,
)
from tests.unit import bad_decisions, bad_rows
from tests.unit.bad_rows import DAY, Make, again, twice

pytestmark = pytest.mark.django_db


def link(model: Any, **ends: Callable[..., Any]) -> Make:
    """A link between two items of one plan, made two times."""

    def both() -> None:
        plan = PlanFactory()
        rows = {name: make(plan=plan) for name, make in ends.items()}
        model._base_manager.create(**rows)
        model._base_manager.create(**rows)

    return both


def citation(**fields: Any) -> NeedCitation:
    plan = PlanFactory()
    return NeedCitation._base_manager.create(
        need=NeedFactory(plan=plan), evidence=EvidenceFactory(plan=plan), **fields
    )


def event(**fields: Any) -> AuditEvent:
    values = {"chain": "plan:trafford", "sequence": 1, "at": timezone.now(), "action": "a"}
    return AuditEvent.objects.create(**values | fields)


def edition(plan: Plan | None = None, **fields: Any) -> Edition:
    values = {
        "plan": plan or PlanFactory(),
        "number": 1,
        "kind": "consultation_draft",
        "major": 0,
        "minor": 1,
        "schema_version": "1.0",
        "sha256": "a" * 64,
        "content": b"{}",
        "content_gzip": b"",
        "content_brotli": b"",
        "reason": "Agreed by Cabinet",
        "published_at": timezone.now(),
        "published_by": OfficerFactory(),
    }
    return Edition.objects.create(**values | fields)


def same_number() -> None:
    plan = PlanFactory()
    first = edition(plan)
    edition(plan, sha256="b" * 64, minor=2, supersedes=first)


def same_label() -> None:
    plan = PlanFactory()
    first = edition(plan)
    edition(plan, sha256="b" * 64, number=2, supersedes=first)


def two_first_editions() -> None:
    plan = PlanFactory()
    edition(plan)
    edition(plan, sha256="b" * 64, number=2, minor=2)


def rendering(times: int = 1, **fields: Any) -> None:
    values = {"edition": edition(), "kind": "pdf", "file_name": "f", "sha256": "c" * 64}
    values |= {"size": 1, "pages": 1, "made_at": timezone.now()}
    for _ in range(times):
        Rendering.objects.create(**values | fields)


def about_two_things() -> None:
    plan = PlanFactory()
    CommentFactory(about=OutcomeFactory(plan=plan), need=NeedFactory(plan=plan))


def two_comments_of_one_number() -> None:
    first = CommentFactory()
    CommentFactory(about=first.outcome, number=first.number)


def revised_value() -> None:
    first = ObservationFactory(year=2024)
    ObservationFactory(
        indicator=first.indicator, year=2024, source_version="test 2", status="revised"
    )


def observed(**fields: Any) -> Make:
    return lambda: ObservationFactory(**fields)


def a_body_after_itself() -> None:
    body = OrganisationFactory(valid_to=DAY)
    SuccessionFactory(organisation=body, successor=body)


def two_visions() -> None:
    plan = PlanFactory()
    VisionFactory(plan=plan)
    VisionFactory(plan=plan)


def two_stakes() -> None:
    plan, user = PlanFactory(), UserFactory()
    StakeholderFactory(plan=plan, user=user)
    StakeholderFactory(plan=plan, user=user)


BAD: dict[str, Make] = {
    # scp.core
    "audit_one_chain_no_forks": twice(event),
    # scp.accounts
    "user_email_unique_in_any_case": lambda: [
        UserFactory(email="mira@test.example"),
        UserFactory(email="MIRA@test.example"),
    ],
    # scp.organisations
    "organisation_kind_is_listed": lambda: OrganisationFactory(kind="guild"),
    "organisation_ends_after_it_begins": lambda: OrganisationFactory(valid_from=DAY, valid_to=DAY),
    "successor_named_once": again(SuccessionFactory, "organisation", "successor", "ended_on"),
    "successor_is_another_body": a_body_after_itself,
    "identifier_names_one_body": twice(IdentifierFactory, value="TRF"),
    "identifier_ends_after_it_begins": lambda: IdentifierFactory(valid_from=DAY, valid_to=DAY),
    "identifier_scheme_is_listed": lambda: IdentifierFactory(scheme="GB-XXX"),
    # scp.plans
    "plan_ends_after_it_begins": lambda: PlanFactory(period_start=DAY, period_end=DAY),
    "plan_status_listed": lambda: PlanFactory(status="lost"),
    "plan_slug_is_plain": lambda: PlanFactory(slug="Trafford--2026"),
    "one_role_a_person_a_plan": again(MembershipFactory, "plan", "user"),
    "membership_role_listed": lambda: MembershipFactory(role="king"),
    "section_reference_for_life": again(SectionFactory, "plan", "number"),
    "section_kind_is_listed": lambda: SectionFactory(kind="poem"),
    "one_vision_a_plan": two_visions,
    **bad_rows.PLANS,
    **bad_decisions.BAD,
    # outcomes
    "evidence_reference_for_life": again(EvidenceFactory, "plan", "number"),
    "evidence_type_is_listed": lambda: EvidenceFactory(type="rumour"),
    "need_reference_for_life": again(NeedFactory, "plan", "number"),
    "need_source_kinds_are_listed": lambda: NeedFactory(source_kinds=["statistic", "rumour"]),
    "need_cites_evidence_once": link(NeedCitation, need=NeedFactory, evidence=EvidenceFactory),
    "needcitation_relation_listed": lambda: citation(relation="hints"),
    "outcome_reference_for_life": again(OutcomeFactory, "plan", "number"),
    "outcome_theme_listed": lambda: OutcomeFactory(theme="cosmic"),
    "outcome_no_measure_has_owner_and_date": lambda: OutcomeFactory(no_measure_owner="Director"),
    "need_underwrites_once": link(OutcomeNeed, outcome=OutcomeFactory, need=NeedFactory),
    "indicator_measures_once": link(
        OutcomeIndicator, outcome=OutcomeFactory, indicator=IndicatorFactory
    ),
    "indicator_reference_for_life": again(IndicatorFactory, "plan", "number"),
    "indicator_code_once_a_plan": again(IndicatorFactory, "plan", "code"),
    "indicator_polarity_listed": lambda: IndicatorFactory(polarity="sideways"),
    "indicator_value_type_listed": lambda: IndicatorFactory(value_type="vibe"),
    "indicator_frequency_listed": lambda: IndicatorFactory(frequency="fortnightly"),
    "indicator_tolerance_not_negative": lambda: IndicatorFactory(tolerance=Decimal("-0.1")),
    "indicator_status_listed": lambda: IndicatorFactory(status="asleep"),
    "indicator_band_has_both_ends": lambda: IndicatorFactory(band_lower=Decimal(1)),
    "indicator_multiplier_from_one": lambda: IndicatorFactory(multiplier=0),
    "indicator_decimals_to_six": lambda: IndicatorFactory(decimals=7),
    "indicator_baseline_has_period_and_value": lambda: IndicatorFactory(baseline_period="2024"),
    "one_method_break_a_day": again(MethodBreakFactory, "indicator", "on"),
    "target_reference_for_life": again(TargetFactory, "indicator", "number"),
    "one_target_an_indicator_a_day": again(TargetFactory, "indicator", "due_on"),
    "observation_once_a_source_version": again(
        ObservationFactory, "indicator", "area", "period", "source_version"
    ),
    "observation_period_has_both_ends": observed(period_end=None),
    "observation_interval_has_both_ends": observed(lower_ci=Decimal("40")),
    "observation_without_value_says_why": observed(value=None),
    "observation_status_listed": observed(status="guessed"),
    "observation_comparison_listed": observed(comparison="nicer"),
    **bad_rows.OUTCOMES,
    # procurement
    "portfolio_reference_for_life": again(PortfolioFactory, "plan", "number"),
    "piece_reference_for_life": again(PieceFactory, "portfolio", "number"),
    "piece_state_is_listed": lambda: PieceFactory(state="limbo"),
    "piece_route_is_listed": lambda: PieceFactory(route="barter"),
    "contribution_reference_for_life": again(ContributionFactory, "piece", "number"),
    "contribution_strength_one_to_three": lambda: ContributionFactory(strength=4),
    "piece_contributes_to_outcome_once": again(ContributionFactory, "piece", "outcome"),
    **bad_rows.PROCUREMENT,
    # stakeholders
    "stakeholder_reference_for_life": again(StakeholderFactory, "plan", "number"),
    "stakeholder_kind_is_listed": lambda: StakeholderFactory(kind="ghost"),
    "one_stake_a_person_a_plan": two_stakes,
    "stakeholder_person_is_not_a_body": lambda: ResidentFactory(organisation=OrganisationFactory()),
    "comment_reference_for_life": two_comments_of_one_number,
    "comment_about_one_thing": about_two_things,
    "comment_hidden_with_reason": lambda: CommentFactory(hidden_at=timezone.now()),
    "disposition_decision_listed": lambda: DispositionFactory(decision="perhaps"),
    # scp.publication
    "edition_number_once_a_plan": same_number,
    "edition_numbers_from_one": lambda: edition(number=0),
    "edition_hash_is_sha256": lambda: edition(sha256="A" * 64),
    "withdrawal_says_why": lambda: Withdrawal.objects.create(
        edition=edition(),
        reason=" \n",
        withdrawn_at=timezone.now(),
        withdrawn_by=OfficerFactory(),
    ),
    "edition_label_once_a_plan": same_label,
    "edition_one_first_a_plan": two_first_editions,
    "edition_label_fits_kind": lambda: edition(major=1, minor=0),
    "edition_change_note_of_corrections": lambda: edition(change_note="It was wrong"),
    "one_rendering_a_kind": lambda: rendering(times=2),
    "rendering_kind_is_listed": lambda: rendering(kind="docx"),
}
# Further rows that a constraint refuses, or that look alike and are allowed.
ALSO_BAD: list[tuple[str, Make]] = [
    (
        "succession_is_of_a_body_that_ended",
        lambda: SuccessionFactory(organisation=OrganisationFactory(), ended_on=DAY),
    ),
    ("succession_is_of_a_body_that_ended", lambda: SuccessionFactory(ended_on=DAY)),
    ("plan_slug_is_plain", lambda: PlanFactory(slug="-trafford")),
    ("plan_slug_is_plain", lambda: PlanFactory(slug="trafford\n")),
    ("plan_slug_is_plain", lambda: PlanFactory(slug="")),
    ("outcome_no_measure_has_owner_and_date", lambda: OutcomeFactory(no_measure_due_on=DAY)),
    (
        "indicator_baseline_has_period_and_value",
        lambda: IndicatorFactory(baseline_value=Decimal(1)),
    ),
    (
        "indicator_band_has_both_ends",
        lambda: IndicatorFactory(band_lower=Decimal(2), band_upper=Decimal(1)),
    ),
    ("observation_period_has_both_ends", observed(period_start=None)),
    (
        "observation_period_has_both_ends",
        observed(period_start=DAY, period_end=dt.date(2026, 1, 1)),
    ),
    ("observation_interval_has_both_ends", observed(upper_ci=Decimal("60"))),
    (
        "observation_interval_has_both_ends",
        observed(lower_ci=Decimal("60"), upper_ci=Decimal("40")),
    ),
    ("observation_without_value_says_why", observed(value=None, status="provisional")),
    ("contribution_strength_one_to_three", lambda: ContributionFactory(strength=0)),
    ("comment_hidden_with_reason", lambda: CommentFactory(hidden_reason="spam")),
    (
        "comment_hidden_with_reason",
        lambda: CommentFactory(hidden_at=timezone.now(), hidden_reason="dull"),
    ),
    ("edition_hash_is_sha256", lambda: edition(sha256="a" * 63)),
]
GOOD: dict[str, Make] = {
    "an override that was taken back and a new one": lambda: OverrideFactory(
        plan=OverrideFactory(ended_at=timezone.now(), ended_by=OfficerFactory()).plan
    ),
    "the same code in two plans": twice(IndicatorFactory, code="fingertips:90631"),
    "a removed vision and a new one": lambda: [
        VisionFactory(plan=(vision := VisionFactory(removed_at=timezone.now())).plan),
        vision,
    ],
    "a removed target and a new one": lambda: again(
        TargetFactory, "indicator", "due_on", removed_at=timezone.now()
    )(),
    "several stakeholders for whom nobody speaks": twice(StakeholderFactory),
    "a body that two follow": lambda: SuccessionFactory.create_batch(
        2, organisation=OrganisationFactory(valid_to=DAY)
    ),
    "a suppressed value": observed(value=None, status="suppressed"),
    "a value with its interval": observed(lower_ci=Decimal("49.1"), upper_ci=Decimal("50.9")),
    "a period that nobody can date": observed(period_start=None, period_end=None),
    "a revision beside the first value": revised_value,
    "no measure yet, with who and when": lambda: OutcomeFactory(
        no_measure_owner="Director of Public Health", no_measure_due_on=DAY
    ),
    "an address with digits and hyphens": lambda: PlanFactory(slug="gm-2026-29"),
}
# Rooms whose own tests hold theirs.
ELSEWHERE = {"jobs", "places", "api"}


def declared() -> set[str]:
    return {
        constraint.name
        for room in settings.ROOMS
        if (label := room.rpartition(".")[2]) not in ELSEWHERE
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_has_a_row_that_it_refuses() -> None:
    assert declared() == BAD.keys()


@pytest.mark.parametrize(
    ("name", "make"),
    [*BAD.items(), *ALSO_BAD, *bad_rows.TRIGGERS],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses(name: str, make: Make) -> None:
    with pytest.raises(IntegrityError, match=f'"{name}"'), transaction.atomic():
        make()


@pytest.mark.parametrize("name", GOOD)
def test_the_database_keeps(name: str) -> None:
    GOOD[name]()


def test_one_address_is_one_plans() -> None:
    PlanFactory(slug="trafford")

    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        PlanFactory(slug="trafford")


def test_what_a_plan_rests_on_cannot_be_deleted_from_under_it() -> None:
    plan = PlanFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        plan.lead_organisation.delete()

    assert Plan.drafts.filter(pk=plan.pk).exists()
