"""Code lists for needs, evidence, outcomes and indicators.

Codes are stable and come from data/vocabularies.json (a test compares); labels are for readers
and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    """The outcome themes of the source document; each outcome has one primary theme."""

    SOCIAL = "social", _("Social")
    ECONOMIC = "economic", _("Economic")
    ENVIRONMENTAL = "environmental", _("Environmental")


class EvidenceType(models.TextChoices):
    """What sort of source a piece of evidence is."""

    OFFICIAL_STATISTIC = "official_statistic", _("Official statistic")
    ADMINISTRATIVE = "administrative", _("Administrative data")
    NEEDS_ASSESSMENT = "needs_assessment", _("Needs assessment")
    SURVEY = "survey", _("Survey")
    EVALUATION = "evaluation", _("Evaluation")
    SYSTEMATIC_REVIEW = "systematic_review", _("Systematic review")
    RESEARCH = "research", _("Research paper")
    PRACTITIONER = "practitioner", _("Practitioner knowledge")
    LIVED_EXPERIENCE = "lived_experience", _("Citizen / lived experience")
    MARKET = "market", _("Supplier or market intelligence")
    CONSULTATION = "consultation", _("Consultation finding")
    AUDIT = "audit", _("Audit or inspection")
    FINANCIAL = "financial", _("Financial")


class NeedSource(models.TextChoices):
    """Who or what says that a need exists."""

    CITIZEN_VOICE = "citizen_voice", _("Citizen or lived experience")
    JSNA = "jsna", _("JSNA or needs assessment")
    STATISTIC = "statistic", _("Official statistic")
    SERVICE_DATA = "service_data", _("Service data")
    MEMBER = "member", _("Ward Member casework")
    PARTNER = "partner", _("Partner intelligence")
    BUSINESS = "business", _("Business evidence")


class Polarity(models.TextChoices):
    """Which direction of an indicator is good. Never guessed from its title."""

    HIGHER_BETTER = "higher_better", _("Higher is better")
    LOWER_BETTER = "lower_better", _("Lower is better")
    BAND = "band", _("Within a band is best")
    NONE = "none", _("No direction (contextual)")


class ValueType(models.TextChoices):
    """What sort of number an indicator is."""

    COUNT = "count", _("Count")
    PERCENT = "percent", _("Percentage")
    RATE = "rate", _("Rate")
    RATIO = "ratio", _("Ratio")
    INDEX = "index", _("Index")
    CURRENCY = "currency", _("Currency")
    DURATION = "duration", _("Duration")
    SCORE = "score", _("Score")
    YEARS = "years", _("Years of life")


class Frequency(models.TextChoices):
    """How often an indicator is published."""

    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "half_yearly", _("Half-yearly")
    ANNUAL = "annual", _("Annual")
    BIENNIAL = "biennial", _("Two-yearly")
    CENSUS = "census", _("Ten-yearly")
    IRREGULAR = "irregular", _("Irregular")


class IndicatorStatus(models.TextChoices):
    """Whether an indicator is in use. One that is superseded stays, for its history."""

    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")
    SUPERSEDED = "superseded", _("Superseded by another")


class ObservationStatus(models.TextChoices):
    """What the publisher says of one value."""

    FINAL = "final", _("Final")
    PROVISIONAL = "provisional", _("Provisional")
    REVISED = "revised", _("Revised")
    ESTIMATED = "estimated", _("Estimated")
    SUPPRESSED = "suppressed", _("Suppressed")
    MISSING = "missing", _("Missing")
    BREAK = "break", _("Break in series")


class Comparison(models.TextChoices):
    """The publisher's word for a value against its comparator (Fingertips wording)."""

    BETTER = "better", _("Better")
    SIMILAR = "similar", _("Similar")
    WORSE = "worse", _("Worse")
    HIGHER = "higher", _("Higher (no judgement)")
    LOWER = "lower", _("Lower (no judgement)")
    NOT_COMPARED = "not_compared", _("Not compared")


class Relation(models.TextChoices):
    """How evidence bears on the claim that cites it. Contradicting evidence is always shown."""

    SUPPORTS = "supports", _("Supports")
    CONTRADICTS = "contradicts", _("Contradicts")
    GAP = "gap", _("Known gap")
