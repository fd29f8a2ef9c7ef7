"""What a plan's parts are called where they are read: on the page of an edition and in print."""

from collections.abc import Collection
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from scp.core import html
from scp.core.jinja import date, number
from scp.core.richtext.markup import CLEANER
from scp.publication.charts import wording
from scp.publication.charts.jigsaw import strength_word, theme_word
from scp.publication.content import (
    Change,
    Citation,
    CurveAction,
    Evidence,
    EvidenceGap,
    FromLibrary,
    Goal,
    Indicator,
    KeptCopy,
    KeyFigure,
    Measure,
    NoMeasureYet,
    Observation,
    Outcome,
    Rating,
    Result,
    ScaleFigure,
    Section,
    VoiceException,
)

# Of each measure; the data of the edition has them all.
RESULTS_SHOWN = 4


def narrative(section: Section) -> Markup:
    """The text of a chapter. It was cleaned when it was written into the edition, and is again:
    what a reader's browser is given never rests on what is stored."""
    if section.html:
        return Markup(CLEANER.clean(section.html))  # noqa: S704  cleaned on this line
    return html.from_markdown(section.body, heading_offset=2)


theme = theme_word
title = wording.title
amount = wording.amount
observed = wording.observed
latest = wording.latest


def themes(outcome: Outcome) -> str:
    """Its primary theme, and the others that it also belongs to."""
    first = theme_word(outcome.theme)
    if not outcome.other_themes:
        return first
    others = ", ".join(theme_word(other) for other in outcome.other_themes)
    return _("{theme}, and also {others}").format(theme=first, others=others.lower())


def strength(strength: int) -> str:
    return f"{strength}: {strength_word(strength)}"


def change(change: Change) -> str:
    words = {
        "added": _("Added"),
        "removed": _("Removed"),
        "changed": _("Changed"),
        "merged": _("Merged into another"),
        "split": _("Split"),
    }
    return f"{words[change.kind]}: {change.field_name}" if change.field else words[change.kind]


# --- evidence ------------------------------------------------------------------------------------


def relation(relation: str) -> str:
    """How evidence bears on the claim that cites it."""
    if relation == "supports":
        return _("supports it")
    return _("contradicts it") if relation == "contradicts" else _("shows a gap")


def where(citation: Citation) -> str:
    """Where in the source, and of which words or figure of the claim; "" for all of both."""
    parts = [citation.locator] if citation.locator else []
    if citation.about:
        parts.append(_("about “{words}”").format(words=citation.about))
    return f" ({'; '.join(parts)})" if parts else ""


def leads_out(url: str) -> bool:
    """Whether an address may be a link: it opens a page and does nothing else."""
    return url.lower().startswith(("https://", "http://"))


def particulars(source: Evidence) -> str:
    """Who published it, when, of what kind, where in it, under which licence, read when."""
    published = date(source.published_on) if source.published_on else _("no date")
    parts = [f"{source.publisher}, {published}", source.type_label, source.locator]
    if source.doi:
        parts.append(f"DOI {source.doi}")
    if source.licence:
        parts.append(_("Licence: {licence}").format(licence=source.licence))
    if source.accessed_on:
        parts.append(_("Read on {date}").format(date=date(source.accessed_on)))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def of_whom(source: Evidence) -> str:
    """Whom a source is about, where and when."""
    parts = (source.population, source.geography, source.period)
    return "; ".join(part.rstrip(".") for part in parts if part)


def key_figure(figure: KeyFigure) -> str:
    if figure.value is None:
        return figure.label
    words = f"{figure.label}: {_counted(figure.value, figure.unit)}"
    if figure.lower_ci is None or figure.upper_ci is None:
        return words
    interval = _("95% confidence interval {low} to {high}").format(
        low=number(figure.lower_ci), high=number(figure.upper_ci)
    )
    return f"{words} ({interval})"


def rating(rating: Rating) -> str:
    """What was judged on which scale, by whom, when and why."""
    parts = (
        f"{rating.scale_label}: {rating.level_label}",
        f"{rating.assessor}, {date(rating.assessed_on)}",
        rating.rationale,
    )
    return " ".join(f"{part.rstrip('.')}." for part in parts)


def kept_copy(kept: KeptCopy) -> str:
    size = _("{count} kB").format(count=number(max(1, kept.size // 1024)))
    return f"{kept.name}, {size}"


def gap(gap: EvidenceGap) -> str:
    """What was found, or who looks into it by when."""
    if gap.closed_on:
        return _("Answered on {date}: {answer}").format(date=date(gap.closed_on), answer=gap.answer)
    if gap.owner and gap.due_on:
        return _("{owner} will look into it by {date}.").format(
            owner=gap.owner, date=date(gap.due_on)
        )
    if gap.owner:
        return _("{owner} will look into it.").format(owner=gap.owner)
    return _("Nobody looks into it yet.")


# --- needs and outcomes --------------------------------------------------------------------------


def scale_figure(figure: ScaleFigure, indicator: Indicator | None) -> str:
    """The published value that says how big a need is, and of what."""
    shown = number(figure.value) if indicator is None else amount(indicator, figure.value)
    return _("{value}, {area}, {period}").format(
        value=shown, area=figure.area_name, period=figure.period
    )


def no_measure_yet(found: NoMeasureYet) -> str:
    return _("{owner} will propose one by {date}.").format(
        owner=found.owner, date=date(found.due_on)
    )


def no_voice(accepted: VoiceException) -> str:
    """Who accepted that no citizen voices a need under an outcome, when and why."""
    return _("No citizen voices it yet. {who} accepted this on {date}: {reason}").format(
        who=accepted.accepted_by, date=date(accepted.accepted_on), reason=accepted.reason
    )


def goal(goal: Goal) -> str:
    return f"{goal.framework_title} ({goal.version}): {goal.code} {goal.label}"


def library(found: FromLibrary) -> str:
    return _("outcome library of {organisation}, {code}, version {version}").format(
        organisation=found.organisation, code=found.code, version=found.version
    )


def stands_for(count: int) -> str:
    return ngettext("Stands for an earlier item", "Stands for earlier items", count)


# --- figures -------------------------------------------------------------------------------------


def source(indicator: Indicator) -> str:
    """Where the figures come from and under which licence."""
    parts = [_("Source: {source}").format(source=indicator.source.rstrip("."))]
    if indicator.comparator:
        parts.append(_("Comparator: {words}").format(words=indicator.comparator))
    if indicator.licence:
        parts.append(_("Licence: {licence}").format(licence=indicator.licence))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def part(breakdown: str) -> str:
    """A part of the population: "Sex: Female, age: 65+" for `sex=Female;age=65+`."""
    words = ", ".join(pair.replace("=", ": ", 1) for pair in breakdown.split(";") if pair)
    return words[:1].upper() + words[1:]


def part_headers() -> tuple[str, str, str, str]:
    return _("Who"), _("Period"), _("Value"), _("95% confidence interval")


def below_parts(values: Collection[Observation]) -> tuple[str, ...]:
    """What is said below the parts of the population."""
    return (*wording.hidden(values), *wording.revised(values))


def interval(indicator: Indicator, value: Observation) -> str:
    if value.lower_ci is None or value.upper_ci is None:
        return "–"
    low, high = (number(end, indicator.decimals) for end in (value.lower_ci, value.upper_ci))
    return _("{low} to {high}").format(low=low, high=high)


def next_action(step: CurveAction) -> str:
    if step.done_on:
        return _("{action} ({owner}, done on {date})").format(
            action=step.action, owner=step.owner, date=date(step.done_on)
        )
    return _("{action} ({owner}, by {date})").format(
        action=step.action, owner=step.owner, date=date(step.due_on)
    )


def target(measure: Measure) -> str:
    return "–" if measure.target is None else _counted(measure.target, measure.unit)


def measure(measure: Measure) -> str:
    """Its title, of whom it is, and who answers for it."""
    words = measure.title
    if measure.counted_of:
        words = _("{measure}, of {whom}").format(measure=words, whom=measure.counted_of)
    return (
        _("{measure} ({owner})").format(measure=words, owner=measure.owner)
        if measure.owner
        else words
    )


def latest_results(measure: Measure) -> list[Result]:
    """The latest results of a measure, the latest first."""
    latest = sorted(measure.results, key=lambda found: found.period_start, reverse=True)
    return latest[:RESULTS_SHOWN]


def result(measure: Measure, result: Result) -> str:
    return _("{value}, {start} to {end} ({source})").format(
        value=_counted(result.value, measure.unit),
        start=date(result.period_start),
        end=date(result.period_end),
        source=result.source,
    )


def _counted(value: Decimal, unit: str) -> str:
    if unit == "%":
        return f"{number(value)}%"
    return f"{number(value)} {unit}".strip()
