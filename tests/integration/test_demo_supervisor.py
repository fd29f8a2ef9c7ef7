"""What `make demo` starts ends with it, whoever ends first."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from demo import run
from demo.run import Company, DemoError

ROOT = Path(__file__).resolve().parent.parent.parent
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A child that ignores a polite request and has a child of its own, as a busy worker may.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def company(tmp_path, monkeypatch) -> Iterator[Company]:
    monkeypatch.setattr(run, "LOGS", tmp_path)
    monkeypatch.setattr(run, "MANNERS", 1.0)
    company = Company()
    yield company
    company.stop()


def eventually(happened, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_member_that_ends_is_named_with_its_last_words(company):
    company.start("worker", [sys.executable, "-c", "print('no broker'); raise SystemExit(3)"])
    with pytest.raises(DemoError, match=r"worker process ended with code 3\.\nno broker"):
        company.wait_until(lambda: False, "nothing happens")


def test_a_step_is_given_up_when_a_member_ends(company):
    company.start("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    began = time.monotonic()
    with pytest.raises(DemoError, match="worker process ended"):
        company.output_of(*SLEEP)
    assert time.monotonic() - began < 30


def test_a_step_that_fails_says_why(company):
    with pytest.raises(DemoError, match="no such place"):
        company.output_of(sys.executable, "-c", "raise SystemExit('no such place')")


def test_stopping_ends_children_of_children(company, tmp_path):
    company.start("worker", [sys.executable, "-c", STUBBORN])
    log = tmp_path / "worker.log"
    eventually(lambda: log.read_text().endswith("\n"))
    grandchild = int(log.read_text())
    member = company.members["worker"].pid
    assert not gone(grandchild)
    company.stop()
    eventually(lambda: gone(grandchild) and gone(member))


def test_members_do_not_outlive_a_supervisor_that_is_killed(tmp_path):
    script = (
        "import sys, time, pathlib; from demo import run; run.LOGS = pathlib.Path(sys.argv[1]);"
        "company = run.Company(); company.start('web', sys.argv[2:]);"
        "print(company.members['web'].pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), *SLEEP],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as supervisor:
        assert supervisor.stdout
        member = int(supervisor.stdout.readline())
        supervisor.kill()
    eventually(lambda: gone(member))


def test_the_next_free_port_is_taken(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        monkeypatch.setattr(run, "FIRST_PORT", taken)
        assert run.port() > taken


def test_a_port_somebody_asked_for_is_not_exchanged(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv("PORT", str(server.getsockname()[1]))
        with pytest.raises(DemoError, match="set PORT to a free one"):
            run.port()


def test_only_an_embedded_database_is_ever_removed(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://production.example/scp")
    with pytest.raises(DemoError, match="DATABASE_URL is set"):
        run.forget()


def test_a_second_demonstration_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(run.embedded, "DATA", tmp_path)
    with run.only_one(), pytest.raises(DemoError, match="running already"), run.only_one():
        pytest.fail("two at once")


def test_terminating_it_is_like_pressing_ctrl_c():
    before = signal.signal(signal.SIGUSR1, run._leave)
    try:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, before)


@pytest.fixture
def embedded_servers(tmp_path, monkeypatch) -> list[str]:
    """What starting and stopping the servers did, in order, without doing it (tests/embedded has
    the real ones)."""
    events: list[str] = []

    @contextmanager
    def running() -> Iterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    monkeypatch.setattr(run.embedded, "DATA", tmp_path)
    monkeypatch.setattr(run.embedded, "running", running)
    return events


def test_starting_and_stopping_the_servers_are_steps(embedded_servers, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    with run.servers():
        assert embedded_servers == ["started"]
        started = capsys.readouterr().err
    assert embedded_servers == ["started", "stopped"]
    assert re.fullmatch(
        r"Starting the embedded PostgreSQL and Valkey for the first time … done in \d\.\d s\n",
        started,
    )
    assert re.fullmatch(
        r"Stopping PostgreSQL and Valkey, .* … done in .*\n", capsys.readouterr().err
    )


def test_servers_of_ones_own_are_left_alone(embedded_servers, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/scp")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with run.servers():
        assert embedded_servers == []
    assert capsys.readouterr().err == ""


def test_the_demo_and_the_page_that_tells_of_it_say_one_address():
    told = re.findall(r"http://[\w.]+:\d+", (ROOT / "README.md").read_text())
    assert told == [run.address_of(run.FIRST_PORT)]
