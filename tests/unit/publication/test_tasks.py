"""The worker's part: an edition's bytes become a PDF, named by its hash, recorded once."""

import hashlib
import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from scp.jobs.registry import Interrupted, Refused, find
from scp.publication import printing, tasks
from scp.publication.content import to_bytes
from scp.publication.exchange import Printed, RenderingFailed
from scp.publication.models import Edition, Rendering
from tests.factories import content as make
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of
from tests.unit.publication.documents import complete

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(db: None) -> Edition:
    content = complete(edition=make.edition())
    stored: Edition = edition_of(PlanFactory(slug="trafford"), content)
    return stored


def work(edition: Edition) -> Callable[[], object]:
    record = tasks.render({"edition_id": edition.pk, "kind": "pdf"})
    assert record
    return record


def test_the_workers_know_the_work() -> None:
    kind = find(tasks.RENDER)

    assert (kind.queue, kind.work) == ("documents", tasks.render)


def test_the_pdf_is_stored_under_its_own_hash_and_recorded_when_the_job_ends(
    edition: Edition,
) -> None:
    record = work(edition)
    assert not Rendering.objects.exists(), "the row belongs to the transaction that ends the job"
    record()

    rendered = Rendering.objects.get()
    with default_storage.open(rendered.file_name) as file:
        pdf = file.read()
    assert hashlib.sha256(pdf).hexdigest() == rendered.sha256
    assert rendered.file_name == f"renderings/{rendered.sha256}.pdf"
    assert (rendered.edition, rendered.kind, rendered.size) == (edition, "pdf", len(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == (rendered.pages or 0) > 0
        attached = document.attachments["trafford-edition-0.1.json"].get_file().read_bytes()
    assert attached == to_bytes(complete(edition=make.edition()))
    assert hashlib.sha256(attached).hexdigest() == edition.sha256


def test_work_done_twice_gives_the_same_file_and_one_record(edition: Edition) -> None:
    first = work(edition)
    folder = default_storage.listdir("renderings")[1]
    second = work(edition)

    assert default_storage.listdir("renderings")[1] == folder
    first()
    with pytest.raises(IntegrityError, match="one_rendering_a_kind"), transaction.atomic():
        second()
    assert Rendering.objects.count() == 1


@pytest.mark.parametrize("damage", ["cut short", "other bytes", "nothing"])
def test_what_a_killed_worker_left_is_written_again(edition: Edition, damage: str) -> None:
    work(edition)()
    rendered = Rendering.objects.get()
    with default_storage.open(rendered.file_name) as file:
        pdf = file.read()
    stumps = {"cut short": pdf[:1000], "other bytes": b"\0" * len(pdf), "nothing": b""}
    default_storage.delete(rendered.file_name)
    default_storage.save(rendered.file_name, ContentFile(stumps[damage]))
    rendered.delete()

    work(edition)()

    again = Rendering.objects.get()
    assert again.file_name == f"renderings/{again.sha256}.pdf"
    with default_storage.open(again.file_name) as file:
        assert hashlib.sha256(file.read()).hexdigest() == again.sha256
    assert default_storage.listdir("renderings")[1].count(f"{again.sha256}.pdf") == 1


def test_a_document_that_cannot_be_made_ends_the_job_by_name(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(request: object) -> Printed:
        raise RenderingFailed("layout_failed", "The table on page 3 has no end.")

    monkeypatch.setattr(printing, "to_pdf", fail)

    with pytest.raises(Refused) as refused:
        tasks.render({"edition_id": edition.pk, "kind": "pdf"})

    assert refused.value.code == "layout_failed"
    assert str(refused.value) == "The table on page 3 has no end."
    assert not Rendering.objects.exists()


def test_a_document_whose_program_was_lost_is_tried_again(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a program that cannot start; tests/unit/publication/test_printing.py kills real ones."""
    monkeypatch.setattr(printing, "RENDERER", "scp.publication.no_such_program")

    with pytest.raises(Interrupted, match=r"ended with code 1: .*No module named"):
        tasks.render({"edition_id": edition.pk, "kind": "pdf"})

    assert not Rendering.objects.exists()


def test_an_edition_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(Edition.DoesNotExist):
        tasks.render({"edition_id": 0, "kind": "pdf"})
