"""`make demo`: the product on a real place, from nothing to a signed-in page.

    python -m demo.run            until Ctrl-C; what it started stops with it
    python -m demo.run --once     exit 0 with the path of the first PDF on the last line
    python -m demo.run --reset    the first again, from an empty database

Progress goes to standard error, what is worth keeping to standard output.
"""

import argparse
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from scp import embedded

ROOT = Path(__file__).resolve().parent.parent
LOGS = embedded.DATA / "log"
PYTHON = sys.executable
BIN = Path(PYTHON).parent
FIRST_PORT = 8000
PATIENCE = 60.0  # seconds for a process to answer
MANNERS = 20.0  # seconds for a process to end when asked


class DemoError(Exception):
    """The demonstration cannot go on. The message says why."""


@contextmanager
def step(what: str) -> Iterator[None]:
    print(f"{what} …", end=" ", flush=True, file=sys.stderr)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", file=sys.stderr)
        raise
    print(f"done in {time.monotonic() - began:.1f} s", file=sys.stderr)


def port() -> int:
    """PORT if it is set; else 8000, or the first free one after it."""
    wanted = os.environ.get("PORT")
    candidates = [int(wanted)] if wanted else range(FIRST_PORT, FIRST_PORT + 100)
    for candidate in candidates:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", candidate))
                return candidate
    raise DemoError(f"Port {wanted or FIRST_PORT} is taken: set PORT to a free one.")


def _die_with_parent() -> None:
    """Linux ends the child when we are killed and can no longer end it ourselves."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Company:
    """The processes of the demonstration: they start together and stop together."""

    def __init__(self) -> None:
        self.members: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("wb") as log:
            self.members[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    def check(self) -> None:
        for name, process in self.members.items():
            code = process.poll()
            if code is not None:
                log = LOGS / f"{name}.log"
                last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise DemoError(
                    f"The {name} process ended with code {code}.\n{last}\nIts log: {log}"
                )

    def wait_until(self, happened: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            self.check()
            if time.monotonic() > deadline:
                raise DemoError(f"After {PATIENCE:.0f} s {what}. Logs: {LOGS}")
            time.sleep(0.1)

    def output_of(self, *command: str) -> str:
        """Standard output of a command that depends on the company being alive."""
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                while True:
                    with suppress(subprocess.TimeoutExpired):
                        output, errors = process.communicate(timeout=0.5)
                        break
                    self.check()
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise DemoError(f"{' '.join(command[1:])} failed:\n{errors or output}")
        return output.strip()

    def stop(self) -> None:
        """Ask, wait, then end whole process groups: workers have children of their own."""
        for process in self.members.values():
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + MANNERS
        for process in self.members.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(address: str) -> bool:
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=2):
        return True
    return False


@contextmanager
def only_one() -> Iterator[None]:
    embedded.DATA.mkdir(mode=0o711, exist_ok=True)
    with (embedded.DATA / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoError("The demonstration is running already in this folder.") from None
        yield


@contextmanager
def servers() -> Iterator[None]:
    """PostgreSQL and Valkey: embedded, unless the environment names others."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    with ExitStack() as stack:
        first = "" if (embedded.DATA / "embedded.json").exists() else " for the first time"
        with step(f"Starting the embedded PostgreSQL and Valkey{first}"):
            stack.enter_context(embedded.running())
        try:
            yield
        finally:
            with step("Stopping PostgreSQL and Valkey, unless somebody else uses them"):
                stack.close()


def forget() -> None:
    """Remove the demonstration's database, broker and documents."""
    servers = embedded.Servers()
    if os.environ.get("DATABASE_URL"):
        raise DemoError("DATABASE_URL is set: only an embedded database is ever removed.")
    lock: IO[str]
    with (embedded.DATA / "users.lock").open("a") as lock:
        if not servers.stop_unused(lock):
            raise DemoError("The embedded servers are in use: stop what uses them first.")
    for name in ("postgres", "valkey", "media", "log"):
        shutil.rmtree(embedded.DATA / name, ignore_errors=True)
    (embedded.DATA / "embedded.json").unlink(missing_ok=True)


def address_of(number: int) -> str:
    """What people are told, and what the demonstration's editions print."""
    return f"http://localhost:{number}"


def environment(address: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "scp.settings",
        "SCP_DEMONSTRATION": "1",
        "PUBLIC_BASE_URL": address,
        "PYTHONUNBUFFERED": "1",
    }


def start(company: Company, bind: str) -> None:
    gunicorn = [str(BIN / "gunicorn"), "--config", "deploy/gunicorn.conf.py", "--bind", bind]
    company.start("web", [*gunicorn, "scp.wsgi"])
    celery = [str(BIN / "celery"), "-A", "scp", "worker", "-Q", "documents,mail", "-c", "1"]
    company.start("worker", [*celery, "--without-gossip", "--without-mingle"])
    company.start("dispatcher", [PYTHON, "manage.py", "dispatch_jobs"])


def perform(company: Company, *, once: bool) -> str:
    """The path of the first edition's PDF; unless `once`, not before Ctrl-C."""
    number = port()
    address = address_of(number)
    os.environ.update(environment(address))
    with step("Migrating the database"):
        company.output_of(PYTHON, "manage.py", "migrate", "--verbosity", "0")
    with step("Loading the demonstration place"):
        company.output_of(PYTHON, "-m", "demo.load")
    with step("Starting the web process, a worker and the dispatcher"):
        start(company, f"127.0.0.1:{number}")
        alive = f"http://127.0.0.1:{number}/healthz"
        company.wait_until(lambda: answers(alive), "the web process does not answer")
    with step("Rendering the first edition's PDF"):
        told = company.output_of(PYTHON, "-m", "demo.load", "--wait")
    document = told.splitlines()[-1]
    if once:
        return document
    with step("Asking who can sign in"):
        cast = company.output_of(PYTHON, "-m", "demo.load", "--cast")
    print(f"\n{cast}\n")
    print(f"Address   {address}\nPDF       {document}\n\nCtrl-C stops everything.", flush=True)
    while True:
        company.check()
        time.sleep(0.5)


def _leave(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo.run", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop when the first PDF is there")
    parser.add_argument("--reset", action="store_true", help="forget the data first")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _leave)
    company = Company()
    try:
        with only_one():
            if arguments.reset:
                with step("Removing the demonstration's data"):
                    forget()
            with servers():
                try:
                    document = perform(company, once=arguments.once)
                finally:
                    signal.signal(signal.SIGINT, signal.SIG_IGN)
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    with step("Stopping the web process, the worker and the dispatcher"):
                        company.stop()
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130 if arguments.once else 0
    except (DemoError, embedded.EmbeddedError) as error:
        print(error, file=sys.stderr)
        return 1
    # After everything that stops has said so: it is the last line, on a terminal too.
    print(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
