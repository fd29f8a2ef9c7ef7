"""Rows to PlanContent, at the size of a large place."""

import statistics
import time
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from scp.publication.assembly import assemble
from tests.bench.results import Row, row
from tests.bench.seed import Seeded

QUERIES = 40
SECONDS = 1.0
RUNS = 5


def measure(seeded: Seeded) -> Iterator[Row]:
    content = assemble(seeded.plan)
    size = (
        f"assembly, {len(content.outcomes)} outcomes, {len(content.pieces)} pieces, "
        f"{len(content.comments):,} comments"
    )
    with CaptureQueriesContext(connection) as queries:
        assemble(seeded.plan)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        assemble(seeded.plan)
        times.append(time.perf_counter() - started)
    yield row(f"{size}: queries", len(queries), "queries", at_most=QUERIES)
    yield row(f"{size}: time", statistics.median(times), "s", at_most=SECONDS)
