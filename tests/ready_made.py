"""A migrated database to copy, so that each test process need not run all migrations again.

Copying takes a fraction of a second where migrating takes half a minute of a core. The copy comes
from the real migrations all the same: the template is named by everything that decides what they
give, and one with another name is dropped.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "scp_ready_made_"
TURN = "SELECT pg_advisory_lock(hashtext('scp ready-made'))"


def copy_to(database: str) -> None:
    """Make `database` on the server of DATABASE_URL, migrated and empty of rows of its own."""
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        template = _template(server)
        drop, create = "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE {}"
        server.execute(SQL(drop).format(Identifier(database)))
        server.execute(SQL(create).format(Identifier(database), Identifier(template)))


def prepare() -> None:
    """Make the template, if it is not there, before anybody asks for a copy."""
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        _template(server)


def _template(server: psycopg.Connection) -> str:
    # One process migrates; those beside it wait for what it makes.
    server.execute(TURN)
    template = PREFIX + _fingerprint()
    if not _exists(server, template):
        _forget_others(server)
        _migrate(server, template)
    return template


def _fingerprint() -> str:
    """Of every migration, ours and (by the locked versions) the libraries', and the settings."""
    ours = sorted((*ROOT.glob("*/migrations/*.py"), *ROOT.glob("scp/*/migrations/*.py")))
    digest = hashlib.sha256()
    for path in (*ours, ROOT / "requirements.txt", ROOT / "scp/settings.py"):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(server: psycopg.Connection, template: str) -> None:
    half = f"{template}_half"
    server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(half)))
    server.execute(SQL("CREATE DATABASE {}").format(Identifier(half)))
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _address(half)},
        check=True,
    )
    # Named only when it is whole: a run that was killed leaves no half template.
    rename = SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(Identifier(half), Identifier(template)))


def _forget_others(server: psycopg.Connection) -> None:
    known = server.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
    )
    for (name,) in known.fetchall():
        server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _address(database: str) -> str:
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))
