"""One fresh process that makes a PDF: `python -m tests.bench.document_probe memory|time FILE`."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from scp.publication.exchange import Printed, Request

ROUNDS = 3


def main(what: str, file: str) -> None:
    django.setup()
    print(json.dumps({"memory": memory, "time": seconds}[what](Path(file).read_bytes())))


def make(raw: bytes) -> tuple[str, Callable[[], Printed]]:
    """The HTML of an edition, and the call that makes its PDF as a worker does."""
    from scp.publication import content as doc
    from scp.publication import printing

    content = doc.from_bytes(raw)
    html = printing.to_html(content, sha256=doc.sha256(raw))
    request = Request(
        html=html, attachment=raw, attachment_name="plan.json", title=content.plan.title
    )
    return html, lambda: printing.to_pdf(request)


def memory(raw: bytes) -> dict[str, Any]:
    """The worker as it waits for work, its peak, and those of the programs that it starts."""
    from django.core.cache import cache

    from scp.celery import app
    from scp.publication import printing, programs

    class Watched(programs.Conversation):
        """Says, before it ends its program, how much that one had."""

        def __exit__(self, *error: object) -> None:
            assert self._program is not None, "no picture was kept"
            charts.append(_memory_mb("VmHWM", str(self._program.pid)))
            super().__exit__(*error)

    charts: list[float] = []
    cache.clear()
    printing.programs.Conversation = Watched  # type: ignore[misc]
    app.loader.import_default_modules()
    idle = _memory_mb("VmRSS")
    printed = make(raw)[1]()
    return {
        "pages": printed.pages,
        "idle_mb": idle,
        "worker_mb": _memory_mb("VmHWM"),
        "charts_mb": charts[0],
        "pdf_mb": printed.peak_mb,
    }


def seconds(raw: bytes) -> dict[str, Any]:
    """Turn and turn about, after one of each to warm up what a worker does once. Ours starts a
    program for each document, which the engine alone does not."""
    html, ours = make(raw)
    alone = weasyprint_alone(html)
    printed = ours()
    alone()
    times = [(_timed(ours), _timed(alone)) for _ in range(ROUNDS)]
    return {
        "pages": printed.pages,
        "seconds": statistics.median(one for one, _ in times),
        "alone": statistics.median(other for _, other in times),
        "ratio": statistics.median(one / other for one, other in times),
    }


def weasyprint_alone(html: str) -> Callable[[], bytes]:
    """The engine as its manual says, on the same HTML in the same styles and typeface (another
    style would be another document, of other pages), with nothing from outside."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    from scp.publication.rendering import _style

    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    style, fonts = _style()
    return lambda: HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1"
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory_mb(field: str, process: str = "self") -> float:
    """From the kernel's own account of a process. (getrusage would count the process that
    started this one: its peak is handed down.)"""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
