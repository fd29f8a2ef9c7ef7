"""What was measured: rows with a bound, a table for people and bench/results.json for machines."""

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[2] / "bench" / "results.json"


@dataclass(frozen=True)
class Row:
    """One figure. `bound` is in words ("<= 2.5"), `holds` None where no bound is set."""

    name: str
    value: float
    unit: str
    bound: str = ""
    holds: bool | None = None


def row(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Row:
    figure = round(value, 3)
    if at_most is not None:
        return Row(name, figure, unit, f"<= {at_most:g}", figure <= at_most)
    if at_least is not None:
        return Row(name, figure, unit, f">= {at_least:g}", figure >= at_least)
    return Row(name, figure, unit)


def machine() -> dict[str, Any]:
    """The machine the figures are of: without its name, which says nothing about speed."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def write(where: dict[str, Any], rows: Sequence[Row]) -> None:
    FILE.parent.mkdir(exist_ok=True)
    document = {"machine": where, "rows": [asdict(one) for one in rows]}
    FILE.write_text(json.dumps(document, indent=1) + "\n")


def table(rows: Sequence[Row]) -> str:
    verdict = {True: "holds", False: "MISSED", None: ""}
    cells = [("", "value", "unit", "bound", "")]
    cells += [(r.name, f"{r.value:,g}", r.unit, r.bound, verdict[r.holds]) for r in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    align: list[Callable[[str, int], str]] = [str.ljust, str.rjust, str.ljust, str.ljust, str.ljust]
    return "\n".join(
        "  ".join(fit(text, width) for fit, text, width in zip(align, line, widths, strict=True))
        for line in cells
    )
