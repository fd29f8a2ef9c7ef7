"""`make chaos` must see a loss when there is one."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import Settings

from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.publication.models import Edition, Rendering
from tests.chaos import editions
from tests.chaos.report import is_whole
from tests.chaos.storm import Plan

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 and the rest"


class Struck:
    kills, wipes = 2, 1


PLAN = Plan(jobs=3, kills=2, wipes=1)


def deliver(edition: Edition) -> None:
    name = default_storage.save("renderings/x.pdf", ContentFile(PDF))
    Rendering.objects.create(
        edition=edition,
        kind="pdf",
        file_name=name,
        sha256=hashlib.sha256(PDF).hexdigest(),
        size=len(PDF),
        pages=1,
        made_at=timezone.now(),
    )


@pytest.fixture(autouse=True)
def _three_editions_delivered(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    editions.let_duplicates_show()
    editions.make_jobs(1, 3)
    for edition in Edition.objects.all():
        deliver(edition)
    Job.objects.update(state=State.DONE, attempts=2, finished_at=Now())


def verdict() -> bool:
    return is_whole(PLAN, Struck(), editions.tally())


def test_all_delivered_once_is_whole() -> None:
    assert editions.tally() == editions.Tally(
        jobs=3, done=3, failed=0, lost=0, duplicates=0, executions=6
    )
    assert verdict() is True


def test_a_missing_row_is_a_loss_though_its_job_says_done() -> None:
    Rendering.objects.filter(edition__number=2).delete()
    assert editions.tally().lost == 1
    assert verdict() is False


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_a_file_that_is_not_whole_is_a_loss(damage: str) -> None:
    name = Rendering.objects.filter(edition__number=2).values_list("file_name", flat=True).get()
    default_storage.delete(name)
    if damage == "damaged":
        default_storage.save(name, ContentFile(PDF[:10]))
    assert editions.tally().lost == 1
    assert verdict() is False


def test_a_second_result_is_a_duplicate() -> None:
    deliver(Edition.objects.get(number=2))
    assert editions.tally().duplicates == 1
    assert verdict() is False


def test_a_job_left_over_or_a_storm_too_mild_is_no_success() -> None:
    assert is_whole(Plan(jobs=3, kills=3, wipes=1), Struck(), editions.tally()) is False
    Job.objects.filter(pk=Job.objects.all()[0].pk).update(
        state=State.FAILED, last_error_code="took_too_long"
    )
    assert editions.tally().failed == 1
    assert verdict() is False
