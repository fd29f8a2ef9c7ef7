import datetime as dt

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from scp.jobs import views
from tests.unit.jobs.conftest import MakeJob

pytestmark = pytest.mark.urls("scp.jobs.urls")


def test_alive_touches_no_database(client: Client) -> None:
    # Without the db fixture, pytest-django raises at the first query.
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert "no-store" in response["Cache-Control"]


def test_ready(client: Client, make_job: MakeJob) -> None:
    make_job()
    response = client.get("/readyz")
    assert response.status_code == 200
    body = response.json()
    assert body["ready"] is True
    assert set(body["checks"]) == {"database", "migrations", "jobs"}


def test_a_job_that_waits_too_long_is_named(client: Client, make_job: MakeJob) -> None:
    make_job(due_at=timezone.now() - dt.timedelta(minutes=11))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failing"] == ["jobs"]
    assert response.json()["checks"]["jobs"]["oldest_waiting_seconds"] >= 660


@pytest.mark.django_db
def test_a_migration_not_applied_is_named(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failing"] == ["migrations"]
    assert response.json()["checks"]["migrations"]["unapplied"] == [
        "jobs.0001_jobs_and_their_constraints"
    ]


def test_a_database_that_is_gone_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> list[str]:
        raise DatabaseError

    monkeypatch.setattr(views, "_unapplied_migrations", gone)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["failing"]) == (503, ["database"])


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
