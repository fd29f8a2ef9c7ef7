"""Documents: the time beside WeasyPrint alone on the same HTML, and memory.

Each figure comes from a fresh process, so that nothing measured before is in it.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scp.publication.models import Edition
from scp.publication.queries import edition_bytes_get
from tests.bench.results import Row, row

RATIO = 1.25
MEMORY_MB = 100.0
MEMORY_MB_A_PAGE = 1.6


def measure(edition: Edition) -> Iterator[Row]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(edition_bytes_get(edition).body)
        file.flush()
        yield from _memory(_probe("memory", file.name))
        yield from _time(_probe("time", file.name))


def _memory(found: dict[str, Any]) -> Iterator[Row]:
    pages = found["pages"]
    bound = MEMORY_MB + MEMORY_MB_A_PAGE * pages
    name = f"PDF of {pages} pages"
    yield row(f"{name}: worker that waits", found["idle_mb"], "MB")
    yield row(f"{name}: peak memory of the worker", found["worker_mb"], "MB")
    yield row(f"{name}: peak memory of its charts' program", found["charts_mb"], "MB")
    yield row(f"{name}: peak memory of its PDF program", found["pdf_mb"], "MB")
    programs = max(found["charts_mb"], found["pdf_mb"])
    largest = max(found["worker_mb"], programs)
    # The bound is on a process: docs/adr/0007 says why, and the last row what a machine must have.
    yield row(f"{name}: peak memory, of the largest process", largest, "MB", at_most=bound)
    # The programs run one after the other.
    yield row(f"{name}: peak memory, of all at once", found["worker_mb"] + programs, "MB")


def _time(found: dict[str, Any]) -> Iterator[Row]:
    name = f"PDF of {found['pages']} pages"
    yield row(f"{name}: time", found["seconds"], "s")
    yield row(f"{name}: time a page", 1000 * found["seconds"] / found["pages"], "ms")
    yield row(f"{name}: WeasyPrint alone", found["alone"], "s")
    yield row(f"{name}: to WeasyPrint alone", found["ratio"], "ratio", at_most=RATIO)


def _probe(what: str, file: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.document_probe", what, file]
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, check=True, text=True).stdout
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer
