"""What to be wary of in a source: its age, what is not said of it, how strong it is.

Pure functions of plain values, so that a row, a frozen edition and an import are asked alike. A
warning never stops anybody: it is shown beside the source and wherever the list is filtered by it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from outcomes.choices import (
    ConsentLevel,
    EifLevel,
    EvidenceStatus,
    EvidenceType,
    GradeLevel,
    MarylandLevel,
    NestaLevel,
    Scale,
)

# After how many years a source of each type is called old. Ours, and only a prompt to look for a
# newer one: monthly counts and prices date fastest, a finished study slowest. Reviews of studies
# date sooner than the studies, for new ones are missing from them.
OLD_AFTER_YEARS: Mapping[str, int] = {
    EvidenceType.OFFICIAL_STATISTIC: 5,
    EvidenceType.ADMINISTRATIVE: 2,
    EvidenceType.NEEDS_ASSESSMENT: 3,
    EvidenceType.SURVEY: 5,
    EvidenceType.EVALUATION: 10,
    EvidenceType.SYSTEMATIC_REVIEW: 5,
    EvidenceType.RESEARCH: 10,
    EvidenceType.PRACTITIONER: 3,
    EvidenceType.LIVED_EXPERIENCE: 3,
    EvidenceType.MARKET: 2,
    EvidenceType.CONSULTATION: 3,
    EvidenceType.AUDIT: 4,
    EvidenceType.FINANCIAL: 2,
}
# What is read by the page: without a locator a reader has to search the whole of it.
DOCUMENTS = frozenset(
    {
        EvidenceType.NEEDS_ASSESSMENT,
        EvidenceType.SURVEY,
        EvidenceType.EVALUATION,
        EvidenceType.SYSTEMATIC_REVIEW,
        EvidenceType.RESEARCH,
        EvidenceType.CONSULTATION,
        EvidenceType.AUDIT,
        EvidenceType.FINANCIAL,
    }
)
# The levels of each causal scale at which the scale itself says that cause is not shown.
WEAK: Mapping[str, frozenset[str]] = {
    Scale.NESTA: frozenset({NestaLevel.ONE, NestaLevel.TWO}),
    Scale.MARYLAND_SMS: frozenset({MarylandLevel.ONE, MarylandLevel.TWO}),
    Scale.EIF: frozenset({EifLevel.NOT_TWO, EifLevel.TWO, EifLevel.TWO_PLUS}),
    Scale.GRADE: frozenset({GradeLevel.LOW, GradeLevel.VERY_LOW}),
}
# Whose voices the scales of lived experience are for.
VOICES = frozenset({EvidenceType.LIVED_EXPERIENCE, EvidenceType.CONSULTATION})


class Rated(NamedTuple):
    """One rating: a level of a scale, and the day it was given."""

    scale: str
    level: str
    assessed_on: dt.date


@dataclass(frozen=True)
class Source:
    """What the warnings look at. `causal`: it is cited in support of a claim that something works
    (a contribution of a piece), which asks more of it than saying how big a need is."""

    type: str
    status: str = EvidenceStatus.CURRENT
    published_on: dt.date | None = None
    locator: str = ""
    ratings: tuple[Rated, ...] = ()
    causal: bool = False


class Warned(NamedTuple):
    """One warning: in two or three words, and in a sentence that says what would mend it."""

    code: str
    title: Promise
    sentence: str


@dataclass(frozen=True)
class Check:
    """One thing to be wary of; `find` gives the sentence, or None where all is well."""

    code: str
    title: Promise
    find: Callable[[Source, dt.date], str | None]


def warnings_of(source: Source, *, today: dt.date) -> tuple[Warned, ...]:
    """Every warning about a source, the gravest first."""
    found = ((check, check.find(source, today)) for check in CHECKS)
    return tuple(Warned(check.code, check.title, words) for check, words in found if words)


def is_causal(scale: str) -> bool:
    """Whether a scale asks how sure one can be that something works."""
    return scale in WEAK


def misfit(scale: str, type_: str) -> str | None:
    """Why a scale is not one for this type of source; None where it is. It may be used all the
    same: an assessor may have a reason."""
    if is_causal(scale) and type_ == EvidenceType.LIVED_EXPERIENCE:
        return _(
            "{scale} asks whether something works. Lived experience would always come out lowest: "
            "rate its reach, depth, diversity, independence, triangulation and consent instead."
        ).format(scale=Scale(scale).label)
    if not is_causal(scale) and type_ not in VOICES:
        return _(
            "“{scale}” is for what people tell of their own lives. Rate this source on a scale for "
            "what works, if it says that something works."
        ).format(scale=Scale(scale).label)
    return None


def _withdrawn(source: Source, today: dt.date) -> str | None:
    """Its publisher has withdrawn it."""
    if source.status == EvidenceStatus.WITHDRAWN:
        return _("Its publisher has withdrawn this source. Cite another.")
    return None


def _superseded(source: Source, today: dt.date) -> str | None:
    """A later edition has superseded it."""
    if source.status == EvidenceStatus.SUPERSEDED:
        return _("A later edition has superseded this source. Record and cite that one.")
    return None


def _without_consent(source: Source, today: dt.date) -> str | None:
    """Lived experience whose last rating of consent is “not recorded”, or that has none."""
    if source.type != EvidenceType.LIVED_EXPERIENCE:
        return None
    consents = [rating for rating in source.ratings if rating.scale == Scale.CONSENT]
    # Consent can be taken back: what was recorded last counts, and on one day what asks for more.
    last = max(consents, key=lambda one: (one.assessed_on, _is_no_consent(one)), default=None)
    if last is None or _is_no_consent(last):
        return _(
            "It is not recorded that the people whose experience this is agreed to its use. Ask "
            "them, and rate consent."
        )
    return None


def _is_no_consent(rating: Rated) -> bool:
    return rating.level == ConsentLevel.NOT_RECORDED


def _weak_for_cause(source: Source, today: dt.date) -> str | None:
    """It supports a contribution or an arrow of the theory of change, and all its causal
    ratings are at a level that does not show cause."""
    causal = [rating for rating in source.ratings if is_causal(rating.scale)]
    if not source.causal or not causal:
        return None
    if all(rating.level in WEAK[rating.scale] for rating in causal):
        return _(
            "It is cited for a claim that something works, and no rating says that it shows cause. "
            "Find stronger evidence, or word the claim with care."
        )
    return None


def _unrated_for_cause(source: Source, today: dt.date) -> str | None:
    """It supports such a claim and has no causal rating (what people tell is not asked for one)."""
    if not source.causal or source.type in VOICES:
        return None
    if any(is_causal(rating.scale) for rating in source.ratings):
        return None
    return _(
        "It is cited for a claim that something works, and nobody has rated how well it shows that."
    )


def _voice_for_cause(source: Source, today: dt.date) -> str | None:
    """What people tell is cited for such a claim."""
    if not source.causal or source.type not in VOICES:
        return None
    return _(
        "It is cited for a claim that something works. What people tell can underwrite a need; "
        "cite something beside it that tests the claim."
    )


def _misfit(source: Source, today: dt.date) -> str | None:
    """A rating is on a scale for other sources."""
    found = (misfit(rating.scale, source.type) for rating in source.ratings)
    return next((sentence for sentence in found if sentence), None)


def _no_date(source: Source, today: dt.date) -> str | None:
    """It has no date of publication."""
    if source.published_on is None:
        return _("This source has no date of publication.")
    return None


def _old(source: Source, today: dt.date) -> str | None:
    """It is as old as its type allows, or older."""
    years = OLD_AFTER_YEARS[source.type]
    if source.published_on is None or years_between(source.published_on, today) < years:
        return None
    return ngettext(
        "It is {years} year old or more, which is old for its type. Is there a newer one?",
        "It is {years} years old or more, which is old for its type. Is there a newer one?",
        years,
    ).format(years=years)


def _no_locator(source: Source, today: dt.date) -> str | None:
    """It is a document, and no page or table is given."""
    if source.type in DOCUMENTS and not source.locator:
        return _("It is a document, and it is not said on which page or in which table to look.")
    return None


def years_between(start: dt.date, end: dt.date) -> int:
    """Whole years from one day to another; the 29th of February counts on the 1st of March."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


CHECKS: tuple[Check, ...] = (
    Check("withdrawn", gettext_lazy("Withdrawn"), _withdrawn),
    Check("superseded", gettext_lazy("Superseded"), _superseded),
    Check("no_consent", gettext_lazy("Lived experience without consent"), _without_consent),
    Check("weak_for_cause", gettext_lazy("Weak for the claim it supports"), _weak_for_cause),
    Check("unrated_for_cause", gettext_lazy("Not rated for the claim"), _unrated_for_cause),
    Check("voice_for_cause", gettext_lazy("Voices alone for a claim"), _voice_for_cause),
    Check("scale_misfit", gettext_lazy("Rated on a scale for other sources"), _misfit),
    Check("no_date", gettext_lazy("No date"), _no_date),
    Check("old", gettext_lazy("Old for its type"), _old),
    Check("no_locator", gettext_lazy("No page or table given"), _no_locator),
)
