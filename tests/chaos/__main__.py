"""`python -m tests.chaos`: kill workers and wipe the broker while documents are rendered.

Runs on embedded servers of its own, with a database made for the run. Exits 1 if anything was
lost, recorded twice or not struck as often as planned. The last line gives the counts.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scp import embedded

LEASE_SECONDS = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--wipes", type=int, default=5)
    parser.add_argument("--seed", type=int, help="repeat the choices of an earlier run")
    options = parser.parse_args()
    # Its broker is wiped and its workers are killed: never those of somebody else.
    for variable in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(variable, None)
    with (
        tempfile.TemporaryDirectory(prefix="scp-chaos-") as folder,
        embedded.running(embedded.DATA / "chaos"),
        own_database(),
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "scp.settings",
            "MEDIA_ROOT": f"{folder}/media",
            "SCP_ENVIRONMENT": "test",
            "SCP_JOB_LEASE_SECONDS": str(LEASE_SECONDS),
            "SCP_LOG_FORMAT": "json",
        }
        return run(options, Path(folder))


@contextmanager
def own_database() -> Iterator[None]:
    """A database for this run, named by DATABASE_URL, gone afterwards."""
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"chaos_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        try:
            yield
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            os.environ["DATABASE_URL"] = server


def run(options: argparse.Namespace, folder: Path) -> int:
    """Imports come after the environment: settings are read once."""
    import django

    django.setup()
    from tests.chaos.report import storm_and_report
    from tests.chaos.storm import Plan

    plan = Plan(jobs=options.jobs, kills=options.kills, wipes=options.wipes)
    return storm_and_report(plan, folder, options.seed)


if __name__ == "__main__":
    sys.exit(main())
