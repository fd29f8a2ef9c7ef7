"""How an indicator is to be read: what is intended of it, and how it is published."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from outcomes.choices import Frequency, IndicatorStatus
from scp.core.jinja import date
from scp.publication.charts.wording import amount
from scp.publication.content import Indicator, MethodBreak, TargetPoint


def target_of(indicator: Indicator, target: TargetPoint) -> str:
    """What is intended by when, and on whose word."""
    words = _("{value} by {date}").format(
        value=amount(indicator, target.value), date=date(target.due_on)
    )
    return f"{words} ({target.note.rstrip('.')})" if target.note else words


def trajectory(indicator: Indicator) -> str:
    """What is intended between the targets; "" where nothing is."""
    if not indicator.targets:
        return ""
    if indicator.trajectory == "linear":
        return _("Between them, a straight line from the baseline on.")
    return _("Each holds until the next is due.")


def tolerance(indicator: Indicator) -> str:
    """How far from target still counts as near it; "" where nothing does."""
    if indicator.tolerance is None:
        return ""
    size = f"{indicator.tolerance.normalize():,f}"
    if indicator.tolerance_kind == "percent":
        return _("{number}% of the target").format(number=size)
    if indicator.value_type == "percent":
        return _("{number} percentage points").format(number=size)
    return size


def band(indicator: Indicator) -> str:
    """Between which values it is good; "" where no band is given."""
    if indicator.band_lower is None or indicator.band_upper is None:
        return ""
    low, high = (amount(indicator, end) for end in (indicator.band_lower, indicator.band_upper))
    return _("{low} to {high}").format(low=low, high=high)


def method_break(change: MethodBreak) -> str:
    return _("from {date}, {note}").format(date=date(change.on), note=change.note.rstrip("."))


def state(indicator: Indicator) -> str:
    """That it is not in use as it stands; "" where it is."""
    return "" if indicator.status == "active" else _label(IndicatorStatus, indicator.status)


def _label(listed: type[TextChoices], code: str) -> str:
    """An edition outlives the code lists: a code that is no longer listed is shown as it is."""
    return str(listed(code).label) if code in listed.values else code


def published_how(indicator: Indicator) -> str:
    """How often, for which areas and parts, how late, and when next; "" where nothing is said."""
    next_on = indicator.next_release_on
    said = (
        _label(Frequency, indicator.frequency) if indicator.frequency else "",
        indicator.geography_level,
        indicator.disaggregations,
        indicator.publication_lag,
        _("next on {date}").format(date=date(next_on)) if next_on else "",
    )
    return "; ".join(part.strip().rstrip(".") for part in said if part.strip())


def small_numbers(indicator: Indicator) -> str:
    """Which numbers are held back; "" where no rule is set."""
    said = [indicator.suppression_rule.rstrip(".")] if indicator.suppression_rule else []
    if indicator.suppress_below is not None:
        rule = _(
            "values of fewer than {count} people are suppressed, and others that would give them "
            "away"
        )
        said.append(rule.format(count=indicator.suppress_below))
    return "; ".join(said)
