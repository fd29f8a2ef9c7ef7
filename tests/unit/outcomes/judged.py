"""The worked examples of the three judgements, written by hand from docs/domain.md 2.3 and C.2.

Points are yearly unless the example says otherwise. Rows read: what it is about, how the indicator
is to be judged, the values, the verdict, and words that its sentence must contain.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from outcomes.judgements import Goal, Point, Yardstick

Bounds = tuple[float | str, float | str]


def exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def year(number: int, value: Any, ci: Bounds | None = None, **more: Any) -> Point:
    """The value of one calendar year."""
    lower, upper = ci or (None, None)
    facts: dict[str, Any] = {
        "start": dt.date(number, 1, 1),
        "end": dt.date(number, 12, 31),
        "period": str(number),
    }
    return Point(
        **(facts | {"value": exact(value), "lower": exact(lower), "upper": exact(upper)} | more)
    )


def quarter(number: int, q: int, value: Any, ci: Bounds | None = None, **more: Any) -> Point:
    start = dt.date(number, 3 * q - 2, 1)
    end = dt.date(number + (q == 4), 3 * q % 12 + 1, 1) - dt.timedelta(days=1)
    return year(
        number, value, ci, **{"period": f"{number} Q{q}", "start": start, "end": end}, **more
    )


def rolling(first: int, value: Any, ci: Bounds | None = None) -> Point:
    """The value of three years together."""
    return year(
        first,
        value,
        ci,
        period=f"{first} - {(first + 2) % 100:02d}",
        end=dt.date(first + 2, 12, 31),
    )


def words(period: str, value: Any, ci: Bounds | None = None, **more: Any) -> Point:
    """A value whose period nobody can date."""
    return year(2000, value, ci, period=period, start=None, end=None, **more)


def yardstick(polarity: str = "higher_better", **more: Any) -> Yardstick:
    """Baseline 40 in 2019, target 60 by the end of 2024."""
    facts: dict[str, Any] = {"baseline": year(2019, 40), "goals": (goal(2024, 60),)}
    return Yardstick(polarity=polarity, **(facts | more))


def goal(number: int, value: Any) -> Goal:
    return Goal(dt.date(number, 12, 31), Decimal(str(value)))


HIGH, LOW, NONE = yardstick(), yardstick("lower_better"), yardstick("none")
BAND = yardstick("band", band=(Decimal(60), Decimal(70)), goals=())
FIVE, TENTH = Decimal(5), Decimal(10)
SUPPRESSED: dict[str, Any] = {"status": "suppressed"}
MISSING: dict[str, Any] = {"status": "missing"}


@dataclass(frozen=True)
class Case:
    about: str
    by: Yardstick
    points: tuple[Point, ...]
    verdict: str
    says: str = ""
    other: Point | None = None
    more: dict[str, Any] = field(default_factory=dict)


def case(about: str, by: Yardstick, points: Any, verdict: str, says: str = "", **more: Any) -> Case:
    points = points if isinstance(points, tuple) else (points,)
    return Case(about, by, points, verdict, says, **more)


def with_(by: Yardstick, **more: Any) -> Yardstick:
    return Yardstick(**({name: getattr(by, name) for name in by.__dataclass_fields__} | more))


PERCENT = {"tolerance": TENTH, "tolerance_kind": "percent"}
STEPS = with_(HIGH, goals=(goal(2022, 50), goal(2024, 60)))
LINE = with_(HIGH, trajectory="linear")
TARGET = (
    case("higher is better, above", HIGH, year(2024, 61), "green", "meets the target of 60.0"),
    case("higher is better, just there", HIGH, year(2024, 60), "green"),
    case("higher is better, short", HIGH, year(2024, "59.9"), "red", "0.1 short"),
    case("short by less than is shown", HIGH, year(2024, "59.99"), "red", "0.01 short"),
    case("lower is better, below", LOW, year(2024, 59), "green"),
    case("lower is better, just there", LOW, year(2024, 60), "green"),
    case("lower is better, above", LOW, year(2024, 63), "red", "3.0 short"),
    case("within an absolute tolerance", with_(HIGH, tolerance=FIVE), year(2024, 56), "amber"),
    case("at its edge", with_(HIGH, tolerance=FIVE), year(2024, 55), "amber", "tolerance of 5"),
    case("outside it", with_(HIGH, tolerance=FIVE), year(2024, "54.9"), "red", "5.1 short"),
    case("lower is better, at the edge", with_(LOW, tolerance=FIVE), year(2024, 65), "amber"),
    case("lower is better, outside", with_(LOW, tolerance=FIVE), year(2024, "65.1"), "red"),
    case("within 10% of the target", with_(HIGH, **PERCENT), year(2024, 54), "amber", "10% of it"),
    case("outside 10% of the target", with_(HIGH, **PERCENT), year(2024, "53.9"), "red"),
    case("lower, within 10%", with_(LOW, **PERCENT), year(2024, 66), "amber"),
    case("a tolerance of nought", with_(HIGH, tolerance=Decimal(0)), year(2024, "59.9"), "red"),
    case(
        "10% of a target below nought",
        with_(HIGH, goals=(goal(2024, -20),), **PERCENT),
        year(2024, -22),
        "amber",
    ),
    case(
        "percentages fall short by points",
        with_(HIGH, percent=True, tolerance=FIVE),
        year(2024, 57),
        "amber",
        "3.0 percentage points short of the target of 60.0%",
    ),
    case("inside the band", BAND, year(2024, 65), "green", "inside the band of 60.0 to 70.0"),
    case("at its lower end", BAND, year(2024, 60), "green"),
    case("at its upper end", BAND, year(2024, 70), "green"),
    case("below the band", BAND, year(2024, "59.9"), "red", "outside the band"),
    case("above the band", BAND, year(2024, "70.1"), "red"),
    case("below, within tolerance", with_(BAND, tolerance=FIVE), year(2024, 55), "amber"),
    case("above, within tolerance", with_(BAND, tolerance=FIVE), year(2024, 75), "amber"),
    case("above, outside tolerance", with_(BAND, tolerance=FIVE), year(2024, 76), "red"),
    case("within 10% of the near end", with_(BAND, **PERCENT), year(2024, 77), "amber"),
    case("outside 10% of the near end", with_(BAND, **PERCENT), year(2024, 53), "red"),
    case("a band that is not given", with_(BAND, band=None), year(2024, 65), "grey", "not given"),
    case("a band without days", BAND, words("2024-ish", 65), "green"),
    case("no direction is good", NONE, year(2024, 61), "grey", "No direction"),
    case("suppressed", HIGH, year(2024, None, **SUPPRESSED), "grey", "2024 is suppressed"),
    case("missing is not zero", LOW, year(2024, None, **MISSING), "grey", "2024 is missing"),
    case("suppressed, with a band", BAND, year(2024, None, **SUPPRESSED), "grey", "suppressed"),
    case("nothing published", HIGH, (), "grey", "No value has been published"),
    case("no baseline", with_(HIGH, baseline=None), year(2024, 61), "grey", "no baseline"),
    case("no baseline, a band", with_(BAND, baseline=None), year(2024, 61), "grey", "no baseline"),
    case("no target", with_(HIGH, goals=()), year(2024, 61), "grey", "No target is set"),
    case("not due yet", HIGH, year(2023, 61), "grey", "the first is due by 31 December 2024"),
    case("after the last was due", HIGH, year(2026, 59), "red", "by 31 December 2024"),
    case("a period without days", HIGH, words("2024-ish", 61), "grey", "days of 2024-ish"),
    case(
        "due in the middle of the period",
        with_(HIGH, goals=(Goal(dt.date(2024, 6, 30), FIVE),)),
        year(2024, 5),
        "green",
        "by 30 June 2024",
    ),
    case(
        "due the day after the period",
        with_(HIGH, goals=(Goal(dt.date(2025, 1, 1), FIVE),)),
        year(2024, 5),
        "grey",
        "1 January 2025",
    ),
    case("steps: the one that came due last", STEPS, year(2023, 51), "green", "target of 50.0"),
    case("steps: the next once it is due", STEPS, year(2024, 51), "red", "target of 60.0"),
    case("steps given in any order", with_(STEPS, goals=STEPS.goals[::-1]), year(2023, 49), "red"),
    case("a line: half-way", LINE, year(2021, 48), "green", "target of 48.0"),
    case("a line: behind it", LINE, year(2022, "51.9"), "red", "target of 52.0"),
    case(
        "a line: lower is better",
        with_(LINE, polarity="lower_better", goals=(goal(2024, 20),)),
        year(2021, 32),
        "green",
        "target of 32.0",
    ),
    case(
        "a line from target to target", with_(STEPS, trajectory="linear"), year(2023, 55), "green"
    ),
    case("a line ends at its last target", LINE, year(2025, 59), "red", "target of 60.0"),
    case(
        "a line across a break",
        with_(LINE, breaks=(dt.date(2021, 1, 1),)),
        year(2021, 48),
        "grey",
        "method has changed",
    ),
    case("a line before its baseline", LINE, year(2018, 48), "grey", "before the baseline"),
    case(
        "a line from no day",
        with_(LINE, baseline=words("2019-ish", 40)),
        year(2021, 48),
        "grey",
        "days of the baseline",
    ),
    case("provisional values are judged", HIGH, year(2024, 61, status="provisional"), "green"),
    case("so are the first of a new method", HIGH, year(2024, 61, status="break"), "green"),
)

BREAK = (dt.date(2024, 1, 1),)
TRAVEL = (
    case("up, higher is better", HIGH, (year(2023, 50), year(2024, 55)), "improving", "1%"),
    case("down, higher is better", HIGH, (year(2023, 55), year(2024, 50)), "worsening"),
    case("up, lower is better", LOW, (year(2023, 50), year(2024, 55)), "worsening"),
    case("down, lower is better", LOW, (year(2023, 55), year(2024, 50)), "improving"),
    case("the same", HIGH, (year(2023, 50), year(2024, 50)), "no_change"),
    case("by 1% of the earlier", HIGH, (year(2023, 50), year(2024, "50.5")), "no_change"),
    case("by just more", HIGH, (year(2023, 50), year(2024, "50.51")), "improving"),
    case("from nought, any change counts", LOW, (year(2023, 0), year(2024, "0.1")), "worsening"),
    case(
        "within the tolerance",
        with_(HIGH, tolerance=FIVE),
        (year(2023, 50), year(2024, 55)),
        "no_change",
        "more than the tolerance",
    ),
    case(
        "more than the tolerance",
        with_(HIGH, tolerance=FIVE),
        (year(2023, 50), year(2024, 56)),
        "improving",
    ),
    case(
        "a tolerance in per cent",
        with_(LOW, **PERCENT),
        (year(2023, 50), year(2024, 54)),
        "no_change",
    ),
    case(
        "intervals apart",
        HIGH,
        (year(2023, 50, (49, 51)), year(2024, 55, (54, 56))),
        "improving",
        "do not overlap",
    ),
    case(
        "intervals apart, lower is better",
        LOW,
        (year(2023, 50, (49, 51)), year(2024, 55, (54, 56))),
        "worsening",
    ),
    case(
        "intervals that overlap",
        HIGH,
        (year(2023, 50, (45, 55)), year(2024, 55, (50, 60))),
        "no_change",
        "overlap",
    ),
    case(
        "intervals that touch",
        HIGH,
        (year(2023, 50, (48, 52)), year(2024, 54, (52, 56))),
        "no_change",
    ),
    case(
        "intervals go before tolerance",
        with_(HIGH, tolerance=TENTH),
        (year(2023, 50, (49, 51)), year(2024, 55, (54, 56))),
        "improving",
    ),
    case(
        "one interval is none",
        HIGH,
        (year(2023, 50, (40, 60)), year(2024, 55)),
        "improving",
        "Without intervals for both",
    ),
    case(
        "across a change of method",
        with_(HIGH, breaks=BREAK),
        (year(2023, 50), year(2024, 60)),
        "cannot_say",
        "method changed",
    ),
    case(
        "a change within the latest period",
        with_(HIGH, breaks=(dt.date(2024, 7, 1),)),
        (year(2023, 50), year(2024, 60)),
        "cannot_say",
        "method changed",
    ),
    case(
        "a change before both",
        with_(HIGH, breaks=(dt.date(2023, 1, 1),)),
        (year(2022, 10), year(2023, 50), year(2024, 60)),
        "improving",
        "From 50.0 in 2023",
    ),
    case(
        "a change that the publisher flags",
        HIGH,
        (year(2023, 50), year(2024, 60, status="break")),
        "cannot_say",
        "method changed",
    ),
    case(
        "a change flagged in between",
        HIGH,
        (year(2022, 50), year(2023, None, status="break"), year(2024, 60)),
        "cannot_say",
    ),
    case(
        "a gap is stepped over",
        HIGH,
        (year(2022, 50), year(2023, None, **SUPPRESSED), year(2024, 60)),
        "improving",
        "in 2022",
    ),
    case(
        "the latest is suppressed",
        HIGH,
        (year(2023, 50), year(2024, None, **SUPPRESSED)),
        "cannot_say",
        "2024 is suppressed",
    ),
    case(
        "the latest is missing",
        HIGH,
        (year(2023, 50), year(2024, None, **MISSING)),
        "cannot_say",
        "2024 is missing",
    ),
    case("nothing published", HIGH, (), "cannot_say", "No value"),
    case(
        "only one, and no baseline",
        with_(HIGH, baseline=None),
        year(2024, 50),
        "cannot_say",
        "Only one value",
    ),
    case("only one, against the baseline", HIGH, year(2024, 50), "improving", "From 40.0 in 2019"),
    case("the only one is the baseline", HIGH, year(2019, 40), "cannot_say", "Only one value"),
    case(
        "the baseline is across a break",
        with_(HIGH, breaks=BREAK),
        year(2024, 50),
        "cannot_say",
        "Only one value",
    ),
    case(
        "no direction is good",
        NONE,
        (year(2023, 50), year(2024, 60)),
        "cannot_say",
        "From 50.0 in 2023 to 60.0 in 2024. No direction",
    ),
    case("nearer to the band", BAND, (year(2023, 50), year(2024, 55)), "improving"),
    case("nearer from above", BAND, (year(2023, 80), year(2024, 75)), "improving"),
    case("further from the band", BAND, (year(2023, 55), year(2024, 50)), "worsening"),
    case("out of the band", BAND, (year(2023, 69), year(2024, 75)), "worsening"),
    case("about inside the band", BAND, (year(2023, 61), year(2024, 69)), "no_change"),
    case("as far above as below", BAND, (year(2023, 55), year(2024, 75)), "no_change"),
    case(
        "a band that is not given",
        with_(BAND, band=None),
        (year(2023, 55), year(2024, 75)),
        "cannot_say",
        "not given",
    ),
    case(
        "rolling years that overlap",
        with_(HIGH, baseline=None),
        (rolling(2021, 50), rolling(2022, 60)),
        "cannot_say",
        "same length",
    ),
    case(
        "rolling years apart",
        HIGH,
        (rolling(2019, 50), rolling(2021, 55), rolling(2022, 60)),
        "improving",
        "From 50.0 in 2019 - 21",
    ),
    case(
        "the same quarter a year before",
        HIGH,
        (quarter(2023, 1, 50), quarter(2023, 4, 90), quarter(2024, 1, 60)),
        "improving",
        "2023 Q1",
    ),
    case(
        "another quarter only",
        with_(HIGH, baseline=None),
        (quarter(2023, 4, 90), quarter(2024, 1, 60)),
        "cannot_say",
        "same length and season",
    ),
    case(
        "a year and a quarter",
        with_(HIGH, baseline=None),
        (year(2022, 50), quarter(2024, 1, 60)),
        "cannot_say",
        "same length and season",
    ),
    case("periods without days, in order", HIGH, (words("a", 50), words("b", 60)), "improving"),
    case(
        "periods without days, and a change",
        with_(HIGH, breaks=BREAK),
        (words("a", 50), words("b", 60)),
        "cannot_say",
        "method changed",
    ),
    case(
        "one with days and one without",
        with_(HIGH, baseline=None),
        (words("a", 50), year(2024, 60)),
        "cannot_say",
        "same length",
    ),
)


def beside(own: Any, other: Any, by: Yardstick, verdict: str, about: str, says: str = "") -> Case:
    return case(about, by, own, verdict, says, other=other)


WIDE, NEAR, FAR = (40, 60), (54, 56), (60, 70)
COMPARED = (
    beside(
        year(2024, 65, FAR),
        year(2024, 50, NEAR),
        HIGH,
        "better",
        "above, higher is better",
        "do not overlap",
    ),
    beside(year(2024, 65, FAR), year(2024, 50, NEAR), LOW, "worse", "above, lower is better"),
    beside(year(2024, 50, NEAR), year(2024, 65, FAR), HIGH, "worse", "below, higher is better"),
    beside(year(2024, 50, NEAR), year(2024, 65, FAR), LOW, "better", "below, lower is better"),
    beside(year(2024, 65, FAR), year(2024, 50, NEAR), NONE, "higher", "above, no direction"),
    beside(year(2024, 50, NEAR), year(2024, 65, FAR), NONE, "lower", "below, no direction"),
    beside(year(2024, 55, NEAR), year(2024, 50, WIDE), HIGH, "similar", "they overlap", "overlap"),
    beside(year(2024, 55, NEAR), year(2024, 50, WIDE), NONE, "similar", "overlap, no direction"),
    beside(year(2024, 65, FAR), year(2024, 50, WIDE), HIGH, "similar", "they touch"),
    beside(
        year(2024, 65),
        year(2024, 50, NEAR),
        HIGH,
        "not_compared",
        "no interval of ours",
        "95% intervals are needed of both",
    ),
    beside(year(2024, 65, FAR), year(2024, 50), HIGH, "not_compared", "no interval of theirs"),
    beside(year(2024, 65, FAR), None, HIGH, "not_compared", "no comparator", "No value of England"),
    beside(year(2024, 65, FAR), year(2023, 50, NEAR), HIGH, "not_compared", "another period"),
    beside(
        year(2024, 65, FAR),
        year(2024, None, **SUPPRESSED),
        HIGH,
        "not_compared",
        "theirs is suppressed",
        "No value of England",
    ),
    beside(
        year(2024, None, **SUPPRESSED),
        year(2024, 50, NEAR),
        HIGH,
        "not_compared",
        "ours is suppressed",
        "2024 is suppressed",
    ),
    beside((), year(2024, 50, NEAR), HIGH, "not_compared", "nothing of ours", "No value has"),
    beside(year(2024, 65, FAR), year(2024, 55, NEAR), BAND, "better", "in the band, theirs not"),
    beside(
        year(2024, 55, NEAR), year(2024, 65, FAR), BAND, "worse", "theirs in the band, not ours"
    ),
    beside(year(2024, 61, (60, 62)), year(2024, 69, (68, 70)), BAND, "similar", "both in the band"),
    beside(
        year(2024, 65, FAR),
        year(2024, 55, NEAR),
        with_(BAND, band=None),
        "higher",
        "a band that is not given",
    ),
    beside(words("a", 65, FAR), words("a", 50, NEAR), HIGH, "better", "one period in words"),
    beside(words("a", 65, FAR), words("b", 50, NEAR), HIGH, "not_compared", "two periods in words"),
    beside(
        year(2024, 65, FAR, period="2024"),
        year(2024, 50, NEAR, period="Jan to Dec 2024"),
        HIGH,
        "better",
        "one period in two ways of writing",
    ),
)
