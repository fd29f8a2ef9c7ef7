"""The example client, as a partner would run it, against a server."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from scp.api.v1 import frozen
from scp.publication.models import Edition
from tests.factories import content
from tests.factories.places import TraffordFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

CLIENT = settings.BASE_DIR / "clients" / "python" / "pull_plan.py"


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    frozen.forget()
    return edition_of(PlanFactory(slug="trafford", places=[TraffordFactory()]), content.small())


def run(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    """In a process of its own, without our packages: it may use the standard library only."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(CLIENT), *arguments, "--cache", str(cache)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PYTHONUTF8": "1", "no_proxy": "*"},
    )


def test_lists_plans(live_server: Any, edition: Edition, tmp_path: Path) -> None:
    done = run(live_server.url, cache=tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"trafford  {content.plan().title}"]


def test_prints_outcomes_with_their_indicators(
    live_server: Any, edition: Edition, tmp_path: Path
) -> None:
    done = run(live_server.url, "trafford", cache=tmp_path)
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert f"Consultation draft 0.1, 2026-11-20, SHA-256 {edition.sha256}" in text
    for outcome in content.outcomes():
        assert f"{outcome.reference}  {outcome.statement}" in text
    latest = [o for o in content.indicators()[0].series("E08000009") if o.value is not None][-1]
    assert f": {latest.value} (" in text
    assert f"Trafford {latest.period}; target 58 by 2029-03-31" in text
    assert "No measure yet: Head of Culture will find one by 2027-03-31" in text
    assert "Licence: Open Government Licence v3.0" in text


def test_pulls_an_edition_once(live_server: Any, edition: Edition, tmp_path: Path) -> None:
    first = run(live_server.url, "trafford", cache=tmp_path)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = run(live_server.url, "trafford", cache=tmp_path)
    assert again.stdout == first.stdout
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == kept


def test_bytes_that_were_changed_on_the_way_are_refused(
    live_server: Any, edition: Edition, tmp_path: Path
) -> None:
    run(live_server.url, "trafford", cache=tmp_path)
    for path in tmp_path.iterdir():
        if b'"outcomes":[' in path.read_bytes():
            path.write_bytes(path.read_bytes().replace(b"Every child", b"Some children"))
    done = run(live_server.url, "trafford", cache=tmp_path)
    assert done.returncode == 1
    assert "not the bytes that were published" in done.stderr


def test_says_why_it_was_refused(live_server: Any, edition: Edition, tmp_path: Path) -> None:
    done = run(live_server.url, "elsewhere", cache=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "404 Not Found: There is nothing at this address.\n"
