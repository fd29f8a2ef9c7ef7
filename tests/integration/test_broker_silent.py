"""Pages answer although the broker, which is the cache's server too, says nothing at all."""

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from scp.api.v1 import frozen
from scp.celery import app
from scp.core import cache as cache_module
from scp.jobs.models import Job
from scp.publication.models import Edition, RenderingKind
from tests.chaos.processes import black_hole
from tests.factories.accounts import OfficerFactory
from tests.integration.conftest import Trial
from tests.integration.routes import routes
from tests.integration.test_permission_matrix import TABLE
from tests.integration.world import World

pytestmark = pytest.mark.django_db
# When a call to the cache was waited for in vain, a second each.
WAITED: list[float] = []
# Where nothing bounds a wait it never ends: longer than the slowest machine takes for a page.
PATIENCE = 60.0


@pytest.fixture
def black_hole_broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """REDIS_URL is a port that accepts connections and never answers."""
    with black_hole() as port:
        url = f"redis://127.0.0.1:{port}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        monkeypatch.setattr(app.conf, "broker_url", url)
        failed = cache_module.Breaker.failed

        def counted(breaker: cache_module.Breaker) -> bool:
            WAITED.append(time.monotonic())
            return failed(breaker)

        monkeypatch.setattr(cache_module.Breaker, "failed", counted)
        yield url
        cache_module._breakers.pop(url, None)


def plain_paths(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Every address that takes no arguments."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if "<" in route or "^" in route or "$" in route:
            continue
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from plain_paths(entry, route)


def timed(client: Client, method: str, path: str, **data: str) -> Any:
    """The answer. A page waits for the cache once at most, and again after each pause."""
    started, waited = time.monotonic(), len(WAITED)
    response = getattr(client, method)(path, data)
    taken = time.monotonic() - started
    assert len(WAITED) - waited <= 1 + taken // cache_module.PAUSE_SECONDS, path
    assert taken < PATIENCE, f"{path} took {taken:.1f} s"
    return response


def test_health_says_ready(black_hole_broker: str, client: Client) -> None:
    assert timed(client, "get", "/healthz").status_code == 200
    assert timed(client, "get", "/readyz").status_code == 200


def test_every_address_without_arguments_answers(black_hole_broker: str, client: Client) -> None:
    paths = sorted(set(plain_paths(get_resolver())))
    assert "/accounts/login/" in paths
    failed = [path for path in paths if timed(client, "get", path).status_code >= 500]
    assert failed == []


BY_NAME = {route.name: route for route in routes()}
WITH_ARGUMENTS = sorted(name for name, route in BY_NAME.items() if route.parameters)
# What the world reads of a plan: page, document and data.
EDITION = (
    *("edition", "edition-chart", "edition-file", "edition-changes", "edition-thread", "plan"),
    *("api-edition", "api-outcomes"),
)


def check_answer(world: World, name: str) -> None:
    """The lead gets what the table of permissions says, and in time."""
    response = timed(
        world.ours.client("lead"), "get", world.address(name, BY_NAME[name].parameters)
    )
    if response.streaming:
        b"".join(response.streaming_content)
    said = TABLE[name].get[-1]
    got = str(response.status_code)
    assert got == said or (said == "go" and got.startswith("3")), f"{name}: {got}, not {said}"


def test_every_page_of_a_plan_answers_its_lead(world: World, black_hole_broker: str) -> None:
    assert len(WITH_ARGUMENTS) > 60
    for name in WITH_ARGUMENTS:
        check_answer(world, name)


@pytest.mark.parametrize("name", EDITION)
def test_an_edition_is_read_by_the_first_who_meets_the_silence(
    world: World, black_hole_broker: str, name: str
) -> None:
    """Nobody has found out before that the cache is silent."""
    assert black_hole_broker not in cache_module._breakers
    frozen.forget()
    check_answer(world, name)


def test_a_plan_is_published_and_its_job_waits(
    world: World, black_hole_broker: str, trial: Trial, django_capture_on_commit_callbacks: Any
) -> None:
    plan, lead = world.ours.plan, world.ours.client("lead")
    with trial():
        type(plan).drafts.filter(pk=plan.pk).update(title="Something new")
        address = world.address("draft-publish", BY_NAME["draft-publish"].parameters)
        jobs = set(Job.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            response = timed(lead, "post", address, reason="Agreed by Cabinet")
        assert response.status_code == 302
        assert Edition.objects.filter(plan=plan).count() == 2
        waiting = Job.objects.exclude(pk__in=jobs)
        assert [job.state for job in waiting] == ["waiting"] * len(RenderingKind)
        assert timed(lead, "get", response.headers["Location"]).status_code == 200


def test_signing_in_works_and_is_still_limited(black_hole_broker: str, client: Client) -> None:
    OfficerFactory(email="officer@example.org")
    wrong = {"login": "officer@example.org", "password": "wrong"}
    pages = [timed(client, "post", "/accounts/login/", **wrong).text for _ in range(6)]
    refused = ["Too many failed login attempts" in page for page in pages]
    assert refused == [False] * 5 + [True]


def test_a_web_process_does_not_even_load_the_broker_client() -> None:
    """Request code cannot talk to the broker by mistake: the library is not there."""
    program = (
        "import scp.wsgi, sys; from django.urls import get_resolver;"
        "get_resolver().url_patterns;"
        "print(sorted({'celery', 'kombu'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
