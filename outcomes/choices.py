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


class Rag(models.TextChoices):
    """How a value stands against its target. Never told by colour alone."""

    GREEN = "green", _("On or better than target")
    AMBER = "amber", _("Within tolerance")
    RED = "red", _("Outside tolerance")
    GREY = "grey", _("Not judged")


class Trend(models.TextChoices):
    """Which way an indicator goes, between values measured alike."""

    IMPROVING = "improving", _("Improving")
    NO_CHANGE = "no_change", _("No significant change")
    WORSENING = "worsening", _("Worsening")
    CANNOT_SAY = "cannot_say", _("Cannot be calculated")


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


class Confidence(models.TextChoices):
    """How sure the plan's owners are of what an item says, with a reason in one sentence."""

    STRONG = "strong", _("Strong")
    MODERATE = "moderate", _("Moderate")
    LIMITED = "limited", _("Limited")
    ABSENT = "absent", _("Absent")


class EvidenceStatus(models.TextChoices):
    """Whether a source still stands."""

    CURRENT = "current", _("Current")
    SUPERSEDED = "superseded", _("Superseded by a later edition")
    WITHDRAWN = "withdrawn", _("Withdrawn by its publisher")


class Scale(models.TextChoices):
    """What a piece of evidence is rated on. Scales are never averaged and never converted.

    The first four ask how sure we can be that something works; the rest rate lived experience,
    which is not forced on to a causal ladder (docs/domain.md 3).
    """

    NESTA = "nesta", _("Nesta Standards of Evidence")
    MARYLAND_SMS = "maryland_sms", _("Maryland Scientific Methods Scale")
    EIF = "eif", _("EIF / Foundations evidence rating")
    GRADE = "grade", _("GRADE certainty of evidence")
    REACH = "lived_reach", _("Lived experience: reach")
    DEPTH = "lived_depth", _("Lived experience: depth")
    DIVERSITY = "lived_diversity", _("Lived experience: diversity against the area’s profile")
    INDEPENDENCE = "lived_independence", _("Lived experience: independence")
    TRIANGULATION = "lived_triangulation", _("Lived experience: triangulation")
    CONSENT = "lived_consent", _("Lived experience: consent to use")


class NestaLevel(models.TextChoices):
    """Nesta Standards of Evidence (Puttick and Ludlow, 2013)."""

    ONE = "1", _("Describes what and why, logically")
    TWO = "2", _("Data show positive change")
    THREE = "3", _("Causality shown with control or comparison")
    FOUR = "4", _("Independent replication confirms")
    FIVE = "5", _("Consistent replication with manuals and systems")


class MarylandLevel(models.TextChoices):
    """Maryland Scientific Methods Scale, as What Works Growth uses it."""

    ONE = "1", _("Correlation or uncontrolled before/after")
    TWO = "2", _("Adequate controls, or comparison without pre-period")
    THREE = "3", _("Before/after with comparison group")
    FOUR = "4", _("Quasi-random variation (IV, RDD)")
    FIVE = "5", _("Randomised trial")


class EifLevel(models.TextChoices):
    """Strength of evidence in the EIF / Foundations Guidebook; its cost rating is another scale."""

    NOT_TWO = "NL2", _("Not level 2")
    TWO = "2", _("Preliminary")
    TWO_PLUS = "2+", _("Preliminary plus")
    THREE = "3", _("Efficacy")
    THREE_PLUS = "3+", _("Efficacy plus")
    FOUR = "4", _("Effectiveness")
    FOUR_PLUS = "4+", _("Effectiveness plus")


class GradeLevel(models.TextChoices):
    """GRADE certainty of evidence."""

    HIGH = "high", _("High")
    MODERATE = "moderate", _("Moderate")
    LOW = "low", _("Low")
    VERY_LOW = "very_low", _("Very low")


class LivedLevel(models.TextChoices):
    """How far lived experience goes on one of its own scales."""

    STRONG = "strong", _("Strong")
    MODERATE = "moderate", _("Moderate")
    LIMITED = "limited", _("Limited")
    NOT_KNOWN = "not_known", _("Not known")


class ConsentLevel(models.TextChoices):
    """What the people whose experience it is agreed to."""

    PUBLISH = "publish", _("Agreed to be published")
    SUMMARY = "summary", _("Agreed to be used in summary")
    NOT_RECORDED = "not_recorded", _("Not recorded")


# The levels of each scale. A rating holds one of these and nothing else.
LEVELS: dict[str, type[models.TextChoices]] = {
    Scale.NESTA: NestaLevel,
    Scale.MARYLAND_SMS: MarylandLevel,
    Scale.EIF: EifLevel,
    Scale.GRADE: GradeLevel,
    Scale.REACH: LivedLevel,
    Scale.DEPTH: LivedLevel,
    Scale.DIVERSITY: LivedLevel,
    Scale.INDEPENDENCE: LivedLevel,
    Scale.TRIANGULATION: LivedLevel,
    Scale.CONSENT: ConsentLevel,
}


# The scales whose levels people speak of by their codes: "Maryland 4", "EIF 3+".
KNOWN_BY_CODE = frozenset({Scale.NESTA, Scale.MARYLAND_SMS, Scale.EIF})


class ProtectedCharacteristic(models.TextChoices):
    """Equality Act 2010, section 4."""

    AGE = "age", _("Age")
    DISABILITY = "disability", _("Disability")
    GENDER_REASSIGNMENT = "gender_reassignment", _("Gender reassignment")
    MARRIAGE = "marriage_civil_partnership", _("Marriage and civil partnership")
    PREGNANCY = "pregnancy_maternity", _("Pregnancy and maternity")
    RACE = "race", _("Race")
    RELIGION = "religion_belief", _("Religion or belief")
    SEX = "sex", _("Sex")
    SEXUAL_ORIENTATION = "sexual_orientation", _("Sexual orientation")


class ToleranceKind(models.TextChoices):
    """What an indicator's tolerance is counted in."""

    ABSOLUTE = "absolute", _("In the indicator’s own unit")
    PERCENT = "percent", _("Per cent of the target")


class Trajectory(models.TextChoices):
    """What is intended between two dated targets."""

    STEPS = "steps", _("Each target holds from its date until the next")
    LINEAR = "linear", _("In a straight line from the baseline, and from target to target")


class Succession(models.TextChoices):
    """How an item came to stand for an earlier one."""

    MERGED = "merged", _("Merged into")
    SPLIT = "split", _("Split into")


class Rung(models.TextChoices):
    """Whom a reminder goes to: each rung is climbed when the one before did not answer."""

    OWNER = "owner", _("Owner")
    ORGANISATION_LEAD = "organisation_lead", _("Organisation lead")
    PLAN_LEAD = "plan_lead", _("Plan lead")
