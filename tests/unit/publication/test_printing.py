"""The PDF is made by a program of its own: what it may know, and how it ends."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from scp.embedded.host import until
from scp.publication import content as doc
from scp.publication import printing
from scp.publication.exchange import RenderingFailed, Request
from tests.factories import content
from tests.unit.publication.printed import ENVIRONMENT, PYTHON, small_pdf

# Minutes of work for the engine.
ENDLESS = "<p>word</p>" * 200_000


def request_for(html: str, title: str = "T") -> Request:
    return Request(html=html, attachment=b"{}", attachment_name="a.json", title=title)


def programs(parent: int) -> list[psutil.Process]:
    """The running PDF programs that a process has started."""
    found = []
    for child in psutil.Process(parent).children():
        with suppress(psutil.NoSuchProcess):
            if printing.PROGRAM in child.cmdline():
                found.append(child)
    return found


def the_program(parent: int) -> psutil.Process:
    assert until(lambda: programs(parent))
    return programs(parent)[0]


@contextmanager
def while_it_runs(act: Callable[[psutil.Process], None]) -> Iterator[None]:
    """Do something to the program as soon as there is one."""
    thread = threading.Thread(target=lambda: act(the_program(os.getpid())))
    thread.start()
    yield
    thread.join()


# --- what it makes --------------------------------------------------------------------------------


def test_it_makes_the_bytes_that_the_engine_makes() -> None:
    plan = content.small()
    raw = doc.to_bytes(plan)
    printed = printing.to_pdf(
        Request(
            html=printing.to_html(plan, sha256=doc.sha256(raw)),
            attachment=raw,
            attachment_name="trafford-edition-1.json",
            title=plan.plan.title,
        )
    )

    assert printed.pdf == small_pdf()
    assert printed.pages > 15
    assert 40 < printed.peak_mb < 100 + 1.6 * printed.pages


def test_a_document_that_cannot_be_made_has_a_named_failure() -> None:
    with pytest.raises(RenderingFailed) as failure:
        printing.to_pdf(request_for("<div>" * 2000))

    assert failure.value.code == "layout_failed"
    assert failure.value.message.startswith("RecursionError: ")


# --- what it knows --------------------------------------------------------------------------------

LOADED = "import scp.publication.rendering, sys, json; print(json.dumps(sorted(sys.modules)))"


def test_it_loads_nothing_of_the_workers() -> None:
    """Nor does the worker load the engine: tests/unit/test_house.py says who may name it."""
    done = subprocess.run([*PYTHON, LOADED], env=ENVIRONMENT, capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}

    assert {"weasyprint", "pikepdf"} <= loaded
    assert not loaded & {"django", "celery", "kombu", "structlog", "vl_convert", "pydantic"}


WORKER = "import django; django.setup(); import scp.publication.tasks, sys, json; " + (
    "print(json.dumps(sorted(sys.modules)))"
)


def test_a_worker_does_not_load_the_engine() -> None:
    done = subprocess.run([*PYTHON, WORKER], env=ENVIRONMENT, capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}

    assert "django" in loaded
    assert not loaded & {"weasyprint", "pikepdf", "pydyf", "fontTools"}


def test_it_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not to be told")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    seen: list[dict[str, str]] = []

    def look(program: psutil.Process) -> None:
        seen.append(program.environ())
        program.kill()

    with while_it_runs(look), pytest.raises(printing.ProgramLost):
        printing.to_pdf(request_for(ENDLESS))

    assert seen[0].keys() <= printing.ENVIRONMENT
    assert {"SECRET_KEY", "HTTPS_PROXY", "DATABASE_URL", "REDIS_URL"} <= os.environ.keys()


# --- how it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGKILL, "Killed"), (signal.SIGSEGV, "Segmentation fault")]
)
def test_a_program_that_dies_is_lost_by_name(number: signal.Signals, name: str) -> None:
    with (
        while_it_runs(lambda program: program.send_signal(number)),
        pytest.raises(printing.ProgramLost, match=rf"by signal {number.value} \({name}\)"),
    ):
        printing.to_pdf(request_for(ENDLESS))


def test_a_defect_of_the_program_is_lost_by_name() -> None:
    with pytest.raises(printing.ProgramLost, match="ended with code 1: TypeError"):
        printing.to_pdf(request_for("<html lang=en><title>T</title><p>x</p>", title="\ud800"))


class TooLong(Exception):
    """As Celery raises in a worker, from the handler of a signal."""


def test_work_that_is_stopped_stops_its_program() -> None:
    def stop(_number: int, _frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGUSR1, stop)
    try:
        with (
            while_it_runs(lambda _program: os.kill(os.getpid(), signal.SIGUSR1)),
            pytest.raises(TooLong),
        ):
            printing.to_pdf(request_for(ENDLESS))
    finally:
        signal.signal(signal.SIGUSR1, before)

    assert programs(os.getpid()) == []


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_stays_open_after_a_document() -> None:
    before = open_files()
    printing.to_pdf(request_for("<html lang=en><title>T</title><p>x</p>"))

    assert open_files() == before
    assert programs(os.getpid()) == []


PARENT = """
import django; django.setup()
from scp.publication import printing
from tests.unit.publication.test_printing import ENDLESS, request_for
printing.to_pdf(request_for(ENDLESS))
"""


def test_a_killed_worker_takes_its_program_with_it() -> None:
    with subprocess.Popen([*PYTHON, PARENT], env=ENVIRONMENT) as parent:
        try:
            program = the_program(parent.pid)
        finally:
            parent.kill()

    assert until(lambda: not program.is_running() or program.status() == psutil.STATUS_ZOMBIE)
