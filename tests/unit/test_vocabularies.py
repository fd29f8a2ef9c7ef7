"""The code lists of the database are those of data/vocabularies.json, labels included."""

import json

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from outcomes import choices as outcomes
from procurement import choices as procurement
from scp.core.periods import PeriodKind
from scp.organisations import choices as organisations
from scp.plans import choices as plans
from scp.publication import choices as publication
from stakeholders import choices as stakeholders

VOCABULARIES = json.loads((settings.BASE_DIR / "data" / "vocabularies.json").read_text())

LISTS: dict[type[models.TextChoices], str] = {
    organisations.Kind: "stakeholder_kind",
    organisations.IdentifierScheme: "org_id_prefix",
    plans.Status: "plan_status",
    plans.DecisionRoute: "decision_route",
    outcomes.Theme: "outcome_theme",
    outcomes.EvidenceType: "evidence_type",
    outcomes.NeedSource: "need_source",
    outcomes.Polarity: "polarity",
    outcomes.ValueType: "value_type",
    outcomes.Frequency: "frequency",
    outcomes.ObservationStatus: "observation_status",
    outcomes.Rag: "rag",
    outcomes.Trend: "trend",
    outcomes.Comparison: "comparison",
    outcomes.Confidence: "confidence",
    outcomes.NestaLevel: "nesta_level",
    outcomes.MarylandLevel: "maryland_sms",
    outcomes.EifLevel: "eif_rating",
    outcomes.GradeLevel: "grade",
    outcomes.ProtectedCharacteristic: "protected_characteristic",
    procurement.MeasureType: "rba_measure_type",
    procurement.PieceState: "piece_state",
    procurement.DeliveryRoute: "delivery_route",
    procurement.AdditionalGroup: "additional_equality_group",
    procurement.EiaImpact: "eia_impact",
    procurement.EiaOutcome: "eia_outcome",
    stakeholders.Decision: "feedback_status",
    stakeholders.ModerationReason: "moderation_reason",
}
# Lists that are the product's own, each with the reason why no vocabulary gives it.
OWN = {
    plans.NoticeRoute: "SI 2012/2089, regulations 9 to 11",
    plans.DecisionOutcome: "what becomes of a proposal",
    plans.CallIn: "whether scrutiny can stop a decision, docs/domain.md 10",
    plans.CallInAct: "the ways into and out of `called_in`",
    plans.ExemptParagraph: "Local Government Act 1972, Schedule 12A, Part 1",
    plans.SignOffKind: "the roles of docs/domain.md 10",
    plans.SectionKind: "the chapters that published plans write in prose",
    procurement.Strength: "a scale of three, drawn and never added up",
    outcomes.IndicatorStatus: "proposed, active, retired, superseded-by of docs/domain.md 2.2",
    outcomes.EvidenceStatus: "whether a source still stands",
    outcomes.Scale: "the scales of docs/domain.md 3, each with its levels",
    outcomes.LivedLevel: "how far lived experience goes, apart from the causal scales",
    outcomes.ConsentLevel: "what people agreed to",
    outcomes.ToleranceKind: "absolute or per cent, as docs/domain.md 2.3",
    outcomes.Trajectory: "dated points and method, as docs/domain.md 2.2",
    outcomes.Succession: "how an item came to stand for an earlier one",
    outcomes.Rung: "owner, organisation lead, plan lead",
    procurement.NodeKind: "the chain of docs/domain.md 2.1, from input to impact",
    publication.EditionKind: "the kinds that versions have: drafts, decisions, corrections",
    outcomes.Relation: "evidence_link, without saying again what the evidence is about",
}


def codes_of(name: str) -> list[str]:
    return [item["code"] for item in VOCABULARIES[name]["items"]]


@pytest.mark.parametrize(("choices", "name"), LISTS.items(), ids=lambda value: str(value))
def test_a_code_list_is_the_published_one(choices: type[models.TextChoices], name: str) -> None:
    published = {item["code"]: item["label"] for item in VOCABULARIES[name]["items"]}

    assert {str(code): str(label) for code, label in choices.choices} == published
    assert choices.values == list(published), "in the published order"


def test_every_code_list_of_the_rooms_is_compared_or_says_why_not() -> None:
    found = {
        member
        for module in (outcomes, procurement, organisations, plans, publication, stakeholders)
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, models.Choices)
        if member.__module__ == module.__name__
    }

    assert found == LISTS.keys() | OWN.keys()


def test_how_evidence_bears_on_a_claim_folds_the_three_sorts_of_support_into_one() -> None:
    folded = ["supports" if c.startswith("supports_") else c for c in codes_of("evidence_link")]

    assert list(dict.fromkeys(folded)) == outcomes.Relation.values


def test_the_kinds_of_period_are_the_published_ones() -> None:
    assert [kind.value for kind in PeriodKind] == codes_of("period_type")


def test_every_code_fits_the_column_it_is_stored_in() -> None:
    too_long = [
        (field, code)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.choices
        for code, _label in field.flatchoices
        if len(str(code)) > (field.max_length or 0)
    ]

    assert too_long == []
