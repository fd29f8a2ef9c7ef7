"""`python -m tests.bench`: measure, print a table, write bench/results.json.

Exits 0 when it ran, whatever it found: `holds` says the rest.
"""

import sys
import time
from collections.abc import Iterator

from tests.bench import results, servers
from tests.bench.results import Row

SIZES = (10, 200)


def main() -> int:
    started = time.monotonic()
    where = results.machine()
    rows: list[Row] = []
    with servers.database():
        for row in _rows():
            rows.append(row)
            print(
                f"{row.name} = {row.value:g} {row.unit} {row.bound} {row.holds}",
                file=sys.stderr,
                flush=True,
            )
    results.write(where, rows)
    print(results.table(rows))
    missed = sum(row.holds is False for row in rows)
    print(
        f"{len(rows)} rows in {time.monotonic() - started:.0f} s, "
        f"{missed} bounds missed: {results.FILE.parent.name}/{results.FILE.name}"
    )
    return 0


def _rows() -> Iterator[Row]:
    from scp.publication.actions import editions as publishing
    from tests.bench import assembly, documents, editions, imports, pages, seed, why

    plans = tuple(seed.plan_with(outcomes) for outcomes in SIZES)
    published = [
        publishing.publish(plan=one.plan, reason="To be measured", by=one.lead) for one in plans
    ]
    yield from assembly.measure(plans[-1])
    editions.lay_out(published[0])
    whys = tuple(why.lay_out(size) for size in why.SIZES)
    with servers.web() as web:
        yield from editions.measure(web, published[0])
        yield from pages.measure(web, plans)
        yield from why.measure(web, whys)
    yield from documents.measure(published[0])
    yield from imports.measure(seed.plan_with(1))


if __name__ == "__main__":
    sys.exit(main())
