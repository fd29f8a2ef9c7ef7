"""Pages beside bare ones that list the same rows: queries, p95, and the server's CPU."""

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from outcomes.actions import outcomes
from outcomes.models import Outcome
from scp.accounts.models import User
from tests.bench.load import Connection, Figures, Request, times_of
from tests.bench.results import Row, row
from tests.bench.seed import Seeded
from tests.bench.servers import Web

RATIO = 2.5
ANONYMOUS_QUERIES = 12
SIGNED_IN_QUERIES = 16
ROUNDS = 4
WARM_UP = 3
WRITES = 30
CHART = re.compile(r'<img [^>]*src="(/[^"]+/charts/[^"]+)"')
CHART_REQUESTS = 50


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    bare: str
    signed_in: bool
    kept_until_a_write: bool = False
    """That what it shows is worked out once after each write (ADR 0009)."""


def pages_of(seeded: Seeded) -> tuple[Page, ...]:
    slug = seeded.plan.slug
    return (
        Page("plan page", reverse("draft", args=[slug]), f"/bare/plan/{slug}/", True, True),
        Page(
            "outcome page, 100 comments",
            reverse("draft-outcome", args=[slug, "O1"]),
            f"/bare/outcome/{slug}/O1/",
            True,
        ),
        Page("edition page", reverse("edition", args=[slug, 1]), f"/bare/edition/{slug}/", False),
    )


def measure(web: Web, plans: tuple[Seeded, ...]) -> Iterator[Row]:
    counted: dict[str, set[int]] = {}
    for seeded in plans:
        cookie = session_cookie(seeded.lead)
        for page in pages_of(seeded):
            name = f"{page.name}, {seeded.outcomes} outcomes"
            queries = query_count(seeded, page)
            counted.setdefault(page.name, set()).add(queries)
            bound = SIGNED_IN_QUERIES if page.signed_in else ANONYMOUS_QUERIES
            yield row(f"{name}: queries", queries, "queries", at_most=bound)
            first = None if page.signed_in else _first_view(web, page)
            yield from _compare(web, page, name, cookie, first)
            if page.kept_until_a_write:
                yield from _after_writes(web, seeded, page, f"{name}, after a write", cookie)
            if first:
                yield from _weight(web, page, name)
    for name, counts in counted.items():
        yield row(f"{name}: different query counts", len(counts), "counts", at_most=1)


def session_cookie(user: User) -> str:
    """A signed-in person's cookie, as allauth would have set it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def query_count(seeded: Seeded, page: Page, *, warm: bool = True) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    if page.signed_in:
        client.force_login(seeded.lead)
    if warm:
        client.get(page.path)  # what a process remembers for ever is not what a page costs
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page.path).status_code == 200
    return len(queries)


@dataclass(frozen=True)
class FirstView:
    """What a process pays once for an edition, whose page it then keeps: milliseconds until the
    answer, CPU seconds."""

    taken: float
    cpu: float


def _first_view(web: Web, page: Page) -> FirstView:
    before = web.cpu_seconds()
    figures = times_of(web.port, Request(page.path), count=1)
    return FirstView(figures.percentile(1), web.cpu_seconds() - before)


def _first_rows(first: FirstView, name: str, bare: float) -> Iterator[Row]:
    yield row(f"{name}: first view in a process", first.taken, "ms")
    yield row(f"{name}: CPU of the first view", first.cpu * 1000, "ms")
    ratio = first.cpu / bare
    yield row(f"{name}: CPU of the first view to bare page", ratio, "ratio", at_most=RATIO)


def _weight(web: Web, page: Page, name: str) -> Iterator[Row]:
    """What a reader's browser fetches: the page, and by their own addresses its charts."""
    connection = Connection(web.port)
    text = connection.ask(Request(page.path)).body.decode()
    connection.close()
    charts = CHART.findall(text)
    yield row(f"{name}: size of the page", len(text.encode()) / 1000, "kB")
    yield row(f"{name}: charts at addresses of their own", len(charts), "charts")
    cache.clear()
    first = times_of(web.port, Request(charts[0]), count=1)
    yield row(f"{name}: first chart in a process", first.percentile(1), "ms")
    again = times_of(web.port, Request(charts[0]), count=CHART_REQUESTS)
    yield row(f"{name}: p95 of a chart", again.percentile(0.95), "ms")


def _compare(
    web: Web, page: Page, name: str, cookie: str, first: FirstView | None
) -> Iterator[Row]:
    headers = (("Cookie", cookie),) if page.signed_in else ()
    ours, bare = Request(page.path, headers), Request(page.bare, headers)
    count = _enough(web, ours)
    figures, bare_figures = Figures(), Figures()
    spent: list[float] = []
    bare_spent: list[float] = []
    for _ in range(ROUNDS):
        spent.append(_cpu(web, ours, count, figures))
        bare_spent.append(_cpu(web, bare, count, bare_figures))
    if first:
        yield from _first_rows(first, name, statistics.median(bare_spent))
    ratios = [one / other for one, other in zip(spent, bare_spent, strict=True)]
    yield row(f"{name}: p95", figures.percentile(0.95), "ms")
    yield row(f"{name}: bare p95", bare_figures.percentile(0.95), "ms")
    yield row(f"{name}: CPU a request", statistics.median(spent) * 1000, "ms")
    yield row(f"{name}: bare CPU a request", statistics.median(bare_spent) * 1000, "ms")
    yield row(f"{name}: CPU to bare page", statistics.median(ratios), "ratio", at_most=RATIO)


def _after_writes(web: Web, seeded: Seeded, page: Page, name: str, cookie: str) -> Iterator[Row]:
    """What somebody who drafts pays, whose every save is a write: one view after each of many."""
    headers = (("Cookie", cookie),)
    ours, bare = Request(page.path, headers), Request(page.bare, headers)
    figures, bare_figures = Figures(), Figures()
    spent = bare_spent = 0.0
    for _ in range(WRITES):
        write(seeded)
        spent += _cpu(web, ours, 1, figures)
        bare_spent += _cpu(web, bare, 1, bare_figures)
    write(seeded)
    queries = query_count(seeded, page, warm=False)
    yield row(f"{name}: queries", queries, "queries", at_most=SIGNED_IN_QUERIES)
    yield row(f"{name}: p95", figures.percentile(0.95), "ms")
    yield row(f"{name}: CPU a request", spent / WRITES * 1000, "ms")
    yield row(f"{name}: CPU to bare page", spent / bare_spent, "ratio", at_most=RATIO)


def write(seeded: Seeded) -> None:
    """One write as people make it: rows that were written in bulk have left no audit event, and a
    plan of which that is true does not exist."""
    with scope(plan=seeded.plan):
        outcome = Outcome.objects.get(number=1)
    outcome.plan = seeded.plan
    later = (outcome.horizon or 2040) + 1
    outcomes.revise(outcome=outcome, seen_version=outcome.version, by=seeded.lead, horizon=later)


def _enough(web: Web, request: Request) -> int:
    """Requests a round: about a second's worth, since CPU is counted in hundredths."""
    warm = times_of(web.port, request, count=WARM_UP)
    return max(4, min(200, int(1.0 / min(warm.times))))


def _cpu(web: Web, request: Request, count: int, figures: Figures) -> float:
    """CPU seconds of the server for one request, over `count` of them."""
    before = web.cpu_seconds()
    figures.add(times_of(web.port, request, count=count))
    return (web.cpu_seconds() - before) / count
