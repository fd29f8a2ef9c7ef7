"""Charts and the PDF are made by programs of their own: what these may know, and how they end."""

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
from django.core.cache import cache

from scp.embedded.host import until
from scp.publication import content as doc
from scp.publication import printing, programs
from scp.publication.charts import engine
from scp.publication.exchange import RenderingFailed, Request
from scp.publication.plotting import plot
from scp.publication.programs import ProgramLost
from tests.factories import content
from tests.unit.publication.printed import ENVIRONMENT, PYTHON, small_pdf

# Minutes of work for the engine.
ENDLESS = "<p>word</p>" * 200_000


def request_for(html: str, title: str = "T") -> Request:
    return Request(html=html, attachment=b"{}", attachment_name="a.json", title=title)


def running(parent: int, module: str = printing.RENDERER) -> list[psutil.Process]:
    """The running programs of one kind that a process has started."""
    found = []
    for child in psutil.Process(parent).children():
        with suppress(psutil.NoSuchProcess):
            if module in child.cmdline():
                found.append(child)
    return found


def the_program(parent: int) -> psutil.Process:
    assert until(lambda: running(parent))
    return running(parent)[0]


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

LOADED = "import {}, sys, json; print(json.dumps(sorted(sys.modules)))"
ENGINES = {"weasyprint", "pikepdf", "pydyf", "fontTools", "vl_convert"}
THE_WORKERS = {"django", "celery", "kombu", "structlog", "pydantic", "jinja2"}


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([*PYTHON, code], env=ENVIRONMENT, capture_output=True, check=True)
    return {name.partition(".")[0] for name in json.loads(done.stdout)}


def test_the_pdf_program_loads_nothing_of_the_workers() -> None:
    loaded = loaded_by(LOADED.format(printing.RENDERER))

    assert loaded & ENGINES == ENGINES - {"vl_convert"}
    assert not loaded & THE_WORKERS


def test_the_charts_program_loads_nothing_of_the_workers() -> None:
    code = LOADED.format(f"{printing.PLOTTER} as plotting")
    loaded = loaded_by(code.replace("print", "plotting._register_fonts(); print"))

    assert loaded & ENGINES == {"vl_convert"}
    assert not loaded & THE_WORKERS


def test_a_worker_loads_no_engine() -> None:
    loaded = loaded_by(
        "import django; django.setup(); " + LOADED.format("scp.celery, scp.publication.tasks")
    )

    assert loaded >= THE_WORKERS
    assert not loaded & ENGINES


def test_it_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not to be told")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    seen: list[dict[str, str]] = []

    def look(program: psutil.Process) -> None:
        seen.append(program.environ())
        program.kill()

    with while_it_runs(look), pytest.raises(ProgramLost):
        printing.to_pdf(request_for(ENDLESS))

    assert seen[0].keys() <= programs.ENVIRONMENT
    assert {"SECRET_KEY", "HTTPS_PROXY", "DATABASE_URL", "REDIS_URL"} <= os.environ.keys()


# --- how it ends ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGKILL, "Killed"), (signal.SIGSEGV, "Segmentation fault")]
)
def test_a_program_that_dies_is_lost_by_name(number: signal.Signals, name: str) -> None:
    with (
        while_it_runs(lambda program: program.send_signal(number)),
        pytest.raises(ProgramLost, match=rf"by signal {number.value} \({name}\)"),
    ):
        printing.to_pdf(request_for(ENDLESS))


def test_a_defect_of_the_program_is_lost_by_name() -> None:
    with pytest.raises(ProgramLost, match="ended with code 1: TypeError"):
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

    assert running(os.getpid()) == []


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_nothing_stays_open_after_a_document() -> None:
    before = open_files()
    printing.to_pdf(request_for("<html lang=en><title>T</title><p>x</p>"))

    assert open_files() == before
    assert running(os.getpid()) == []


# --- the charts' program --------------------------------------------------------------------------


def spec(mark: str = "point") -> str:
    return json.dumps({"data": {"values": [{"x": 1}]}, "mark": mark, "encoding": {}})


@pytest.fixture
def plotter() -> Iterator[programs.Conversation]:
    with programs.Conversation(printing.PLOTTER) as program:
        yield program


def test_a_chart_drawn_elsewhere_is_the_same(plotter: programs.Conversation) -> None:
    assert plotter.ask(spec()) == {"picture": plot(spec())}


def test_a_refused_chart_is_answered_and_the_next_is_drawn(plotter: programs.Conversation) -> None:
    refused = plotter.ask(spec("no such mark"))

    assert refused.keys() == {"refused"}
    assert refused["refused"].startswith("Vega-Lite to SVG conversion failed")
    assert plotter.ask(spec())["picture"].startswith("<svg")


def test_nobody_draws_for_a_document_whose_pictures_are_kept() -> None:
    printing.to_html(content.small(), sha256="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "PLOTTER", "scp.publication.no_such_program")
        assert "data:image/svg+xml" in printing.to_html(content.small(), sha256="")


def test_a_charts_program_that_dies_is_lost_by_name(plotter: programs.Conversation) -> None:
    plotter.ask(spec())
    running(os.getpid(), printing.PLOTTER)[0].kill()

    with pytest.raises(ProgramLost, match=r"plotting ended by signal 9 \(Killed\)"):
        plotter.ask(spec())


def test_a_charts_program_ends_with_the_document() -> None:
    engine.kept_pictures.clear()
    cache.clear()
    seen: list[int] = []

    class Noted(programs.Conversation):
        def __exit__(self, *error: object) -> None:
            seen.append(len(running(os.getpid(), printing.PLOTTER)))
            super().__exit__(*error)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programs, "Conversation", Noted)
        printing.to_html(content.small(), sha256="")

    assert seen == [1]
    assert running(os.getpid(), printing.PLOTTER) == []


# --- a worker that is killed ----------------------------------------------------------------------

PARENT = """
import django; django.setup()
from scp.publication import printing, programs
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
