"""Programs of ours that a worker starts for the heavy parts of a document.

Each is told what it is asked and where libraries and typefaces are, and nothing else: no secret, no
address. Each ends with the worker's need of it, and with the worker, however that ends.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Self

from django.conf import settings

# All that a program learns of the worker's environment.
ENVIRONMENT = frozenset(
    {
        *("HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "XDG_CACHE_HOME"),
        *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
        "PYTHONDONTWRITEBYTECODE",
    }
)


class ProgramLost(Exception):
    """A program ended without an answer: killed, out of memory, or by a defect of ours."""


def run(module: str, request: bytes) -> bytes:
    """The answer of a program that takes one request. Raises ProgramLost."""
    with _lifeline() as thread:
        done = subprocess.run(
            [*_command(module), str(thread)],
            input=request,
            capture_output=True,
            pass_fds=[thread],
            check=False,
            **_surroundings(),
        )
    if done.returncode:
        last_words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise ProgramLost(f"{module} ended {_how(done.returncode)}: {last_words}")
    return done.stdout


class Conversation:
    """A program that answers line by line, started when it is first asked.

    Used in a `with`, at whose end the program is ended: what it reads from is closed, and that is
    also what it notices when this process is killed.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._program: subprocess.Popen[bytes] | None = None

    def ask(self, line: str) -> dict[str, Any]:
        """Raises ProgramLost."""
        program = self._program = self._program or subprocess.Popen(
            _command(self._module),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            **_surroundings(),
        )
        try:
            answer = _say(program, line.encode() + b"\n")
        except BrokenPipeError:
            answer = b""
        if not answer.endswith(b"\n"):
            raise ProgramLost(f"{self._module} ended {_how(program.wait())}.")
        found: dict[str, Any] = json.loads(answer)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._program is None:
            return
        self._program.kill()
        self._program.communicate()


def _say(program: subprocess.Popen[bytes], line: bytes) -> bytes:
    question, answers = _pipe(program.stdin), _pipe(program.stdout)
    question.write(line)
    question.flush()
    return answers.readline()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None, "the program was started with a pipe"  # noqa: S101
    return stream


def _command(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _surroundings() -> dict[str, Any]:
    told = {name: value for name, value in os.environ.items() if name in ENVIRONMENT}
    return {"cwd": settings.BASE_DIR, "env": told}


def _how(code: int) -> str:
    return f"by signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"with code {code}"


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
