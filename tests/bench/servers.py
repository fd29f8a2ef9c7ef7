"""What is measured on: a database of the bench's own, and the web process as in production."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil

from scp import embedded
from scp.embedded.host import free_port, until

BASE_DIR = Path(__file__).resolve().parents[2]
CONFIG = BASE_DIR / "deploy" / "gunicorn.conf.py"
DATABASE = "scp_bench"
SETTINGS = "tests.bench.settings"


@contextmanager
def database() -> Iterator[None]:
    """An empty, migrated database, and Django set up on it. Embedded unless DATABASE_URL is set."""
    with (
        embedded.running(embedded.DATA / "bench"),
        tempfile.TemporaryDirectory(prefix="scp-bench-") as files,
    ):
        address = _create(os.environ["DATABASE_URL"])
        before = dict(os.environ)
        os.environ.update(
            DATABASE_URL=address,
            DJANGO_SETTINGS_MODULE=SETTINGS,
            MEDIA_ROOT=files,
            SCP_BENCH_BYTES=files,
            SCP_LOG_FORMAT="json",
            PYTHONPATH=os.pathsep.join(filter(None, (str(BASE_DIR), before.get("PYTHONPATH")))),
        )
        try:
            _set_up()
            yield
        finally:
            from django.db import connections

            connections.close_all()
            os.environ.clear()
            os.environ.update(before)


def _create(address: str) -> str:
    import psycopg

    parts = urlsplit(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return urlunsplit(parts._replace(path=f"/{DATABASE}"))


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


class Web:
    """One gunicorn with one worker: figures are for a process."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """What the server's processes have used so far."""
        root = psutil.Process(self.process.pid)
        total = 0.0
        for one in (root, *root.children(recursive=True)):
            times = one.cpu_times()
            total += times.user + times.system
        return total


@contextmanager
def web() -> Iterator[Web]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "scp.wsgi", "--config", str(CONFIG)]
    command += ["--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "1", "--keep-alive", "60", "--max-requests", "0"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        try:
            until(lambda: process.poll() is not None or _answers(port))
            if not _answers(port):
                raise RuntimeError("gunicorn did not start.")
            yield Web(process, port)
        except BaseException:
            said.seek(0)
            lines = said.read().decode(errors="replace").splitlines()
            sys.stderr.write("\n".join(line for line in lines if line[:1] != "{")[-4000:])
            raise
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            if process.poll() is None:
                process.kill()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
