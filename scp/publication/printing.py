"""The printed plan: PlanContent to HTML here, HTML to PDF in a program of its own.

The PDF engine takes half as much memory again as the worker has, and meets texts that nobody
foresaw. In a process that holds neither Django nor a secret it can take what it needs and give it
back, and cannot take the worker down (docs/adr/0007).
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.template import engines
from django.utils import translation

from scp.publication.charts import ChartFailed, ornament
from scp.publication.charts.drawing import data_uri
from scp.publication.content import PlanContent
from scp.publication.document import context
from scp.publication.exchange import Printed, RenderingFailed, Request, from_answer

PROGRAM = "scp.publication.rendering"
# All that the program learns of the worker's environment: where libraries and typefaces are.
ENVIRONMENT = frozenset(
    {
        *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "XDG_CACHE_HOME"),
        *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
        "PYTHONDONTWRITEBYTECODE",
    }
)


class ProgramLost(Exception):
    """The program ended without an answer: killed, out of memory, or by a defect of ours."""


def to_html(content: PlanContent, *, sha256: str) -> str:
    """The printed document as HTML, complete in itself.

    `sha256` is that of the edition's bytes, printed on every page; "" for a preview of a draft,
    which says that it is one. Raises RenderingFailed.
    """
    template = engines["jinja2"].get_template("document/plan.html")
    parts = {"language": "en-GB", "cover_picture": data_uri(ornament.band())}
    with translation.override(settings.LANGUAGE_CODE):
        try:
            return template.render({**context(content, sha256=sha256), **parts})
        except ChartFailed as failure:
            raise RenderingFailed("chart_failed", str(failure)) from failure


def to_pdf(request: Request) -> Printed:
    """An accessible PDF (PDF/UA-1) of the request's HTML, made in a fresh process.

    The process ends with this call, however it ends. Raises RenderingFailed, or ProgramLost.
    """
    with _lifeline() as thread:
        done = subprocess.run(
            [sys.executable, "-m", PROGRAM, str(thread)],
            input=request.to_bytes(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={name: value for name, value in os.environ.items() if name in ENVIRONMENT},
            pass_fds=[thread],
            check=False,
        )
    if done.returncode:
        raise ProgramLost(_epitaph(done))
    return from_answer(done.stdout)


@contextmanager
def _lifeline() -> Iterator[int]:
    """A pipe that nobody writes to. The program holds the end it is given, and ends itself when the
    other is closed: by this process, or by the kernel when this process is killed."""
    held, kept = os.pipe()
    try:
        yield held
    finally:
        os.close(kept)
        os.close(held)


def _epitaph(done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode < 0:
        number = -done.returncode
        return f"The PDF program was ended by signal {number} ({signal.strsignal(number)})."
    last_words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return f"The PDF program ended with code {done.returncode}: {last_words}"
