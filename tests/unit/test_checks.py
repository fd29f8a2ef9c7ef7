"""What production refuses, and that it does so before anything is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from scp import checks

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "SCP_ENVIRONMENT": "production",
    "SECRET_KEY": "s" * 30 + "0123456789abcdefghij-0123456789",
    "DATABASE_URL": "postgresql://scp:password@database.example/scp",
    "REDIS_URL": "redis://:password@broker.example:6379/0",
    "PUBLIC_BASE_URL": "https://plan.example.gov.uk",
    "ALLOWED_HOSTS": "plan.example.gov.uk,web",
}


@pytest.fixture
def production(settings, monkeypatch):
    """An installation that may start; each test spoils one thing."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, GOOD[name])
    settings.PRODUCTION = True
    settings.EMBEDDED = False
    settings.SECRET_KEY = GOOD["SECRET_KEY"]
    settings.PUBLIC_BASE_URL = GOOD["PUBLIC_BASE_URL"]
    settings.ALLOWED_HOSTS = GOOD["ALLOWED_HOSTS"].split(",")
    return settings


def refusals():
    return [error.id for error in checks.production_is_safe()]


def test_a_complete_installation_starts(production):
    assert refusals() == []
    checks.refuse_unsafe_production()


@pytest.mark.parametrize(
    ("name", "value", "refusal", "variable"),
    [
        ("SECRET_KEY", None, "scp.E001", "SECRET_KEY"),
        ("SECRET_KEY", "short", "scp.E002", "SECRET_KEY"),
        ("SECRET_KEY", "s" * 49, "scp.E002", "SECRET_KEY"),
        ("SECRET_KEY", "s" * 60, "scp.E002", "SECRET_KEY"),
        ("DEBUG", True, "scp.E003", "DEBUG"),
        ("EMBEDDED", True, "scp.E004", "SCP_EMBEDDED"),
        ("PUBLIC_BASE_URL", "http://plan.example.gov.uk", "scp.E006", "PUBLIC_BASE_URL"),
        ("PUBLIC_BASE_URL", "https://", "scp.E006", "PUBLIC_BASE_URL"),
        ("ALLOWED_HOSTS", [], "scp.E007", "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["*"], "scp.E007", "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["localhost"], "scp.E008", "ALLOWED_HOSTS"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(production, name, value, refusal, variable):
    setattr(production, name, production.INSECURE_SECRET_KEY if value is None else value)
    assert refusals() == [refusal]
    with pytest.raises(ImproperlyConfigured, match=variable):
        checks.refuse_unsafe_production()


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_an_unnamed_server_is_refused(production, monkeypatch, variable):
    monkeypatch.delenv(variable)
    assert refusals() == ["scp.E005"]
    with pytest.raises(ImproperlyConfigured, match=f"{variable} is unset"):
        checks.refuse_unsafe_production()


def test_a_parent_domain_names_the_site(production):
    production.ALLOWED_HOSTS = [".example.gov.uk"]
    assert refusals() == []


def test_every_reason_is_told_at_once(production):
    production.DEBUG = True
    production.ALLOWED_HOSTS = ["*"]
    with pytest.raises(ImproperlyConfigured) as refused:
        checks.refuse_unsafe_production()
    assert "DEBUG" in str(refused.value)
    assert "ALLOWED_HOSTS" in str(refused.value)


def test_development_is_left_alone(settings):
    settings.PRODUCTION = False
    settings.DEBUG = True
    assert refusals() == []


# --- The processes themselves -------------------------------------------------------------------


def run(*command: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "scp.settings"}
    environment |= {**GOOD, **changes}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


PROCESSES = {
    "web": [sys.executable, "-c", "import scp.wsgi"],
    "asgi": [sys.executable, "-c", "import scp.asgi"],
    "worker": [sys.executable, "-c", "import scp.celery"],
    "command": [sys.executable, "manage.py", "check"],
}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_refuses_to_start(name):
    done = run(*PROCESSES[name], DEBUG="1")
    assert done.returncode != 0
    assert "Unset DEBUG." in done.stderr


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_starts_when_all_is_well(name):
    done = run(*PROCESSES[name])
    assert done.returncode == 0, done.stderr


def test_gunicorn_ends_at_once_with_the_reason():
    gunicorn = Path(sys.executable).parent / "gunicorn"
    command = [str(gunicorn), "--config", "deploy/gunicorn.conf.py", "scp.wsgi"]
    done = run(*command, SECRET_KEY="short", GUNICORN_CMD_ARGS="--bind 127.0.0.1:0")
    assert done.returncode != 0
    assert "SECRET_KEY is shorter" in done.stderr
