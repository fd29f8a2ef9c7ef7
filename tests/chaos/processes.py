"""Real workers and dispatchers as processes of their own, to be killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Process:
    """A program of ours, started in its own session, its output in a file."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self._command = list(command)
        self._env = {**os.environ, **env}
        self._log = log
        self._popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._popen = subprocess.Popen(
                self._command,
                cwd=BASE_DIR,
                env=self._env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self._popen is not None
        return self._popen.pid

    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def children(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.pid).children(recursive=True)]
        return []

    def output(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def stop(self, patience: float = 10) -> int:
        """Ask it to end, then make it and all it started end; returns its exit code."""
        assert self._popen is not None
        # A killed parent leaves its children to the session, which psutil no longer lists.
        family = [*self.children(), *session_of(self.pid)]
        if self.is_running():
            self._popen.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._popen.wait(patience)
        for pid in {self.pid, *family}:
            kill(pid)
        return self._popen.wait(patience)


def session_of(leader: int) -> list[int]:
    """Living processes of the session that `leader` began."""
    members = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == leader and pid != leader:
                members.append(pid)
    return members


def kill(pid: int) -> bool:
    """kill -9. False: it was gone already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def worker(
    env: Mapping[str, str], log: Path, *, concurrency: int = 1, include: str = ""
) -> Process:
    """A Celery worker as in production, with a pool of `concurrency` processes."""
    command = [sys.executable, "-m", "celery", "-A", "scp", "worker", "-Q", "documents,mail"]
    command += ["--pool", "prefork", "-c", str(concurrency), "-n", f"{log.stem}@localhost"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    if include:
        command += ["--include", include]
    return Process(command, env, log)


def dispatcher(env: Mapping[str, str], log: Path) -> Process:
    return Process([sys.executable, "manage.py", "dispatch_jobs"], env, log)


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that accepts connections and never says a word: a broker gone silent."""
    connections: list[socket.socket] = []

    def swallow(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connections.append(listener.accept()[0])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=swallow, args=(listener,), daemon=True).start()
        yield listener.getsockname()[1]
    for connection in connections:
        connection.close()
