"""An edition's JSON as served, beside a view that returns the same bytes from memory."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from scp.publication.models import Edition
from scp.publication.queries import ENCODINGS, edition_bytes_get
from tests.bench.load import Connection, Figures, Request, fire
from tests.bench.results import Row, row
from tests.bench.servers import Web

# The two are asked in turn, in short rounds: what slows the machine for a while slows both.
ROUNDS = 20
SECONDS = 0.3


@dataclass(frozen=True)
class Case:
    name: str
    served: Request
    bare: Request
    bound: float


def lay_out(edition: Edition) -> None:
    """The same bytes as files, for the bare view to read into its memory."""
    for encoding in ENCODINGS:
        folder = Path(os.environ["SCP_BENCH_BYTES"])
        (folder / encoding).write_bytes(edition_bytes_get(edition, encoding).body)


def measure(web: Web, edition: Edition) -> Iterator[Row]:
    size = len(edition_bytes_get(edition).body) / 1000
    path = reverse("api-edition", args=[edition.plan.slug, edition.number])
    for case in _cases(web, path):
        yield from _compare(web, f"edition JSON ({size:,.0f} kB), {case.name}", case)


def _cases(web: Web, path: str) -> tuple[Case, ...]:
    """Brotli, plain, and the conditional request if there is a tag to ask with."""
    connection = Connection(web.port)
    brotli, identity = (("Accept-Encoding", "br"),), (("Accept-Encoding", "identity"),)
    tag = connection.ask(Request(path, brotli)).headers.get("etag")
    connection.close()
    cases = (
        Case("brotli", Request(path, brotli), Request("/bare/bytes/br/", brotli), 0.8),
        Case("identity", Request(path, identity), Request("/bare/bytes/identity/", identity), 0.5),
    )
    if tag is None:
        return cases
    known = (("Accept-Encoding", "br"), ("If-None-Match", tag))
    bare = Request("/bare/unchanged/", known, 304)
    return (*cases, Case("not modified", Request(path, known, 304), bare, 0.9))


def _compare(web: Web, name: str, case: Case) -> Iterator[Row]:
    """Ours to the bare view, by what each costs the server: its requests per second of the
    server's CPU. The load generator and the rest of the machine are no part of it."""
    for request in (case.served, case.bare):
        fire(web.port, request, seconds=0.3)
    served, bare = Spent(web), Spent(web)
    for _ in range(ROUNDS):
        served.fire(case.served)
        bare.fire(case.bare)
    yield row(f"{name}: served", served.figures.rps, "requests/s")
    yield row(f"{name}: p50", served.figures.percentile(0.5), "ms")
    yield row(f"{name}: p95", served.figures.percentile(0.95), "ms")
    yield row(f"{name}: bare view", bare.figures.rps, "requests/s")
    by_clock = served.figures.rps / bare.figures.rps
    yield row(f"{name}: to bare view, by the clock", by_clock, "ratio")
    ratio = served.requests_per_cpu_second / bare.requests_per_cpu_second
    yield row(f"{name}: to bare view", ratio, "ratio", at_least=case.bound)


class Spent:
    """Rounds of one request, and the server's CPU that they took."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.figures = Figures()
        self.cpu_seconds = 0.0

    def fire(self, request: Request) -> None:
        before = self.web.cpu_seconds()
        self.figures.add(fire(self.web.port, request, seconds=SECONDS))
        self.cpu_seconds += self.web.cpu_seconds() - before

    @property
    def requests_per_cpu_second(self) -> float:
        return len(self.figures.times) / self.cpu_seconds
