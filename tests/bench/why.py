"""The why of a plan of 10 and of 2,000 items: the thread, an indicator and its values, and the
search for evidence. Queries must be the same at both sizes, and answers come within a blink."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from django.urls import reverse
from django_scopes import scope

from outcomes.models import Evidence, Indicator, Observation
from scp.places.models import Place
from tests.bench.load import Request, times_of
from tests.bench.pages import Page, query_count, session_cookie, write
from tests.bench.results import Row, row
from tests.bench.seed import Seeded, plan_with, store
from tests.bench.servers import Web

SIZES = (10, 2000)
P95 = 150.0  # milliseconds
SIGNED_IN_QUERIES = 16
REQUESTS = 60
WARM_UP = 3
# What seed.plan_with makes of one outcome: itself, a need, a source, two pieces, half an indicator.
ITEMS_AN_OUTCOME = 5.5
SUBJECTS = ("speech", "housing", "loneliness", "recycling", "apprenticeships", "oral health")
SOURCES_ONLY = 3  # outcomes of a plan that has little but its library
COUNCILS = 20  # places that an indicator is compared with, at the most


@dataclass(frozen=True)
class Why:
    """A plan with this many items along its thread and as many values of its first indicator, and
    another with as many sources in its library."""

    threaded: Seeded
    stocked: Seeded
    size: int

    def pages(self) -> tuple[Page, ...]:
        ours, library = self.threaded.plan.slug, self.stocked.plan.slug
        return (
            _page("thread page", "draft-thread", ours, query="?item=O1"),
            _page("indicator page", "draft-indicator", ours, "I1"),
            _page("evidence library", "draft-evidence-library", library),
            _page("evidence search", "draft-search", library, query="?q=loneliness"),
            _page("evidence search, misspelt", "draft-search", library, query="?q=lonliness"),
        )


def _page(name: str, route: str, *arguments: str, query: str = "") -> Page:
    return Page(name, reverse(route, args=arguments) + query, bare="", signed_in=True)


def lay_out(size: int) -> Why:
    """The plans of this many items, written in bulk."""
    threaded = plan_with(max(2, round(size / ITEMS_AN_OUTCOME)))
    with scope(plan=threaded.plan):
        _fill_indicator(size)
    write(threaded)
    stocked = plan_with(SOURCES_ONLY + len(str(size)))
    with scope(plan=stocked.plan):
        _fill_library(stocked, size)
    return Why(threaded, stocked, size)


def _fill_library(seeded: Seeded, size: int) -> None:
    """Sources up to `size`, each with words of its own, so that a search has to choose."""
    have = Evidence.objects.count()
    store(
        Evidence,
        (
            Evidence(
                plan=seeded.plan,
                number=n,
                title=f"Study {n} of {SUBJECTS[n % len(SUBJECTS)]} in a place like this one",
                type="research",
                publisher=f"University {n % 40}",
                published_on=dt.date(2016 + n % 10, 1 + n % 12, 1),
                locator=f"Page {n}",
                summary=f"What {n} people said of {SUBJECTS[(n + 1) % len(SUBJECTS)]}. " * 4,
            )
            for n in range(have + 1, size + 1)
        ),
    )


def _fill_indicator(size: int) -> None:
    """The first indicator's values: `size` of them, quarter after quarter, place by place."""
    indicator = Indicator.objects.get(number=1)
    Observation.objects.filter(indicator=indicator).delete()
    places = [*Place.objects.filter(code__in=("E08000009", "E92000001")), *_councils()]
    quarters = max(5, size // (COUNCILS + 2) + 1)
    store(Observation, islice(_values(indicator, places, quarters), size))


def _councils() -> list[Place]:
    return [
        Place.objects.get_or_create(
            code=f"E0899{n:04}", defaults={"name": f"Council {n}", "levels": ["ltla"]}
        )[0]
        for n in range(COUNCILS)
    ]


def _values(indicator: Indicator, places: list[Place], quarters: int) -> Iterator[Observation]:
    for index, place in enumerate(places):
        for n in range(quarters):
            year, quarter = 2000 + n // 4, n % 4
            start = dt.date(year, 1 + 3 * quarter, 1)
            yield Observation(
                indicator=indicator,
                area=place,
                period=f"Q{quarter + 1} {year}",
                period_start=start,
                period_end=dt.date(year + quarter // 3, 1 + (3 * quarter + 3) % 12, 1)
                - dt.timedelta(days=1),
                position=n,
                value=Decimal(40 + (7 * n + 3 * index) % 23) + Decimal("0.5"),
                source_version="bench",
                published_on=dt.date(2026, 5, 13),
            )


def measure(web: Web, plans: tuple[Why, ...]) -> Iterator[Row]:
    counted: dict[str, set[int]] = {}
    for why in plans:
        for page in why.pages():
            name = f"{page.name}, {why.size:,} items"
            whose = why.stocked if "evidence" in page.name else why.threaded
            queries = query_count(whose, page)
            counted.setdefault(page.name, set()).add(queries)
            yield row(f"{name}: queries", queries, "queries", at_most=SIGNED_IN_QUERIES)
            request = Request(page.path, (("Cookie", session_cookie(whose.lead)),))
            first = times_of(web.port, request, count=1)
            yield row(f"{name}: first view in a process", first.percentile(1), "ms")
            times_of(web.port, request, count=WARM_UP)
            figures = times_of(web.port, request, count=REQUESTS)
            yield row(f"{name}: p95", figures.percentile(0.95), "ms", at_most=P95)
    for name, counts in counted.items():
        yield row(f"{name}: different query counts", len(counts), "counts", at_most=1)
