"""An edition's JSON as served, beside a view that returns the same bytes from memory."""

import os
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

from scp.publication.models import Edition
from scp.publication.queries import ENCODINGS, edition_bytes_get
from tests.bench.load import Connection, Figures, Request, fire
from tests.bench.results import Row, row
from tests.bench.servers import Web

ROUNDS = 6
SECONDS = 0.8


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
    for request in (case.served, case.bare):
        fire(web.port, request, seconds=0.3)
    served, bare = Figures(), Figures()
    ratios = []
    for _ in range(ROUNDS):
        one = fire(web.port, case.served, seconds=SECONDS)
        other = fire(web.port, case.bare, seconds=SECONDS)
        ratios.append(one.rps / other.rps)
        served.add(one)
        bare.add(other)
    yield row(f"{name}: served", served.rps, "requests/s")
    yield row(f"{name}: p50", served.percentile(0.5), "ms")
    yield row(f"{name}: p95", served.percentile(0.95), "ms")
    yield row(f"{name}: bare view", bare.rps, "requests/s")
    yield row(f"{name}: to bare view", statistics.median(ratios), "ratio", at_least=case.bound)
