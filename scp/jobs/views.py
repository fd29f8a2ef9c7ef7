"""Is this process alive, and is the installation ready? Asked by machines, without a sign-in.

Neither asks the broker: pages work without it, and jobs that wait too long say that it is gone.
"""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scp.jobs import queries

Check = dict[str, Any]


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: answers without touching anything outside the process."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: 503 names what fails."""
    checks = _checks()
    failing = [name for name, check in checks.items() if not check["ok"]]
    body = {"ready": not failing, "failing": failing, "checks": checks}
    return JsonResponse(body, status=503 if failing else 200)


def _checks() -> dict[str, Check]:
    try:
        unapplied = _unapplied_migrations()
    except DatabaseError:
        return {"database": {"ok": False}}
    checks: dict[str, Check] = {
        "database": {"ok": True},
        "migrations": {"ok": not unapplied, "unapplied": unapplied},
    }
    if not unapplied:
        checks["jobs"] = _oldest_waiting_job()
    return checks


def _oldest_waiting_job() -> Check:
    seconds = int(queries.oldest_waiting_age().total_seconds())
    limit = settings.JOB_WAITING_LIMIT_SECONDS
    return {"ok": seconds <= limit, "oldest_waiting_seconds": seconds, "limit_seconds": limit}


def _unapplied_migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _migrations_on_disk() - set(applied))


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Read once: the code of a process does not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)
