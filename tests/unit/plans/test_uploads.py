"""Files that wait for their sender to confirm them: theirs alone, for a day, and not many."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from scp.jobs.models import Job
from scp.plans import tasks, uploads
from scp.plans.actions import uploads as actions
from scp.plans.uploads import MOST, Uploads
from tests.factories.plans import Cast, PlanFactory, cast_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory())


@contextmanager
def aged(monkeypatch: Any, ages: dict[str, dt.timedelta]) -> Iterator[None]:
    """As if files had been stored so long ago."""
    real = default_storage.get_modified_time

    def then(name: str) -> Any:
        return real(name) - ages.get(name, dt.timedelta())

    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "get_modified_time", then)
        yield


def test_a_file_is_found_by_its_sender_in_its_plan_and_nobody_else(cast: Cast) -> None:
    sha256 = Uploads(cast.plan, cast.lead).store(b"a file")
    assert Uploads(cast.plan, cast.lead).get_optional(sha256) == b"a file"
    assert Uploads(cast.plan, cast.commissioner).get_optional(sha256) is None
    other = cast_of(PlanFactory())
    assert Uploads(other.plan, cast.lead).get_optional(sha256) is None


@pytest.mark.parametrize("name", ["", "../" * 20, "0" * 63, "0" * 64, "G" * 64, "0" * 64 + "\n"])
def test_what_is_no_hash_of_a_file_finds_nothing(cast: Cast, name: str) -> None:
    mine = Uploads(cast.plan, cast.lead)
    assert mine.get_optional(name) is None
    mine.discard(name)


def test_bytes_that_changed_in_storage_are_not_given(cast: Cast) -> None:
    mine = Uploads(cast.plan, cast.lead)
    sha256 = mine.store(b"a file")
    default_storage.delete(mine.name_of(sha256))
    default_storage.save(mine.name_of(sha256), ContentFile(b"another"))
    assert mine.get_optional(sha256) is None
    # Sent once more, it is whole again.
    assert mine.store(b"a file") == sha256
    assert mine.get_optional(sha256) == b"a file"


def test_who_sends_many_keeps_the_last(cast: Cast, monkeypatch: Any) -> None:
    mine = Uploads(cast.plan, cast.lead)
    theirs = Uploads(cast.plan, cast.commissioner)
    other = theirs.store(b"theirs")
    sent = [mine.store(str(number).encode()) for number in range(MOST)]
    ages = {mine.name_of(name): (MOST - n) * HOUR for n, name in enumerate(sent)}
    with aged(monkeypatch, ages):
        newest = mine.store(b"one more")
    kept = [name for name in sent if mine.get_optional(name) is not None]
    assert kept == sent[1:]
    assert mine.get_optional(newest) == b"one more"
    assert theirs.get_optional(other) == b"theirs"


def test_what_nobody_confirmed_within_a_day_is_cleared_away(cast: Cast, monkeypatch: Any) -> None:
    mine = Uploads(cast.plan, cast.lead)
    old, young = mine.store(b"old"), mine.store(b"young")
    ages = {mine.name_of(old): 25 * HOUR, mine.name_of(young): 23 * HOUR}
    with aged(monkeypatch, ages):
        assert tasks.clear_uploads({}) is None
    assert mine.get_optional(old) is None
    assert mine.get_optional(young) == b"young"


def test_where_nobody_sent_anything_there_is_nothing_to_clear() -> None:
    assert uploads.clear_away() == 0


def test_clearing_is_asked_for_once_for_each_day_on_which_anybody_sent(cast: Cast) -> None:
    noon = timezone.now().replace(hour=12)
    with time_machine.travel(noon, tick=False) as clock:
        actions.keep(plan=cast.plan, data=b"one", by=cast.lead)
        actions.keep(plan=cast.plan, data=b"two", by=cast.commissioner)
        clock.shift(dt.timedelta(days=1))
        actions.keep(plan=cast.plan, data=b"three", by=cast.lead)
    first, second = Job.objects.filter(kind="plans.clear_uploads").order_by("not_before")
    # Not before the last file of that day is old enough.
    assert first.not_before > noon + uploads.KEPT_FOR
    assert second.not_before - first.not_before == dt.timedelta(days=1)
