"""An import of 100,000 observations by its command: time and memory of the process that runs it.

The places and the indicators are real, the values are made up.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice, product
from pathlib import Path

from django.core.management import call_command

from outcomes.imports.ons import described
from scp.places.models import Place
from tests.bench.results import Row, row
from tests.bench.seed import Seeded

ROWS = 100_000
SECONDS = 60
MEMORY_MB = 500
YEARS = range(2000, 2025)
ROOT = Path(__file__).resolve().parents[2]


def measure(seeded: Seeded) -> Iterator[Row]:
    call_command("import_areas", str(ROOT / "data" / "ons" / "areas.csv"), stdout=StringIO())
    with tempfile.TemporaryDirectory(prefix="scp-bench-") as folder:
        file = Path(folder) / "series.csv"
        _write(file)
        first, again = _run(seeded, file), _run(seeded, file)
    name = f"import of {ROWS:,} observations"
    yield row(f"{name}: time", first.taken, "s", at_most=SECONDS)
    yield row(f"{name}: CPU of the command", first.cpu, "s")
    yield row(f"{name}: peak memory", first.peak, "MB", at_most=MEMORY_MB)
    yield row(f"{name}: the same again", again.taken, "s")


def _write(file: Path) -> None:
    places = Place.objects.order_by("code").values_list("code", "name")
    keys = product(sorted(described()), YEARS, places)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(("indicator", "areacd", "areanm", "period", "value", "lci_95", "uci_95"))
        for number, (slug, year, (code, area)) in enumerate(islice(keys, ROWS)):
            value = number * 7919 % 1000 / 10
            writer.writerow(
                (slug, code, area, f"{year}-01-01/P1Y", value, value - 0.5, value + 0.5)
            )


@dataclass(frozen=True)
class Run:
    """Seconds on the clock and of a processor, and the most memory in MB."""

    taken: float
    cpu: float
    peak: float


def _run(seeded: Seeded, file: Path) -> Run:
    command = [
        *(sys.executable, "manage.py", "import_indicators", str(file), "--format=ons"),
        *(f"--plan={seeded.plan.slug}", "--areas=all", "--polarity=ons=none"),
    ]
    started = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        # Asked of this process alone: what is known of all children holds their largest.
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    taken = time.monotonic() - started
    return Run(taken, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
