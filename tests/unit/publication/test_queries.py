"""Reading what was published, byte for byte."""

import pytest

from scp.publication.content import to_bytes
from scp.publication.models import Edition
from scp.publication.queries import (
    ENCODINGS,
    edition_bytes_get,
    edition_content_get,
    latest_edition_get_optional,
)
from tests.factories import content as make
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db


def test_the_stored_bytes_come_back_as_they_were() -> None:
    content = make.small()
    edition = edition_of(
        PlanFactory(), content, content_gzip=b"\x1f\x8b\x00\xff", content_brotli=b""
    )

    assert edition_bytes_get(edition).body == to_bytes(content)
    assert edition_bytes_get(edition, "gzip").body == b"\x1f\x8b\x00\xff"
    assert edition_bytes_get(edition, "br").body == b""
    assert {edition_bytes_get(edition, e).sha256 for e in ENCODINGS} == {edition.sha256}


def test_it_costs_one_query_and_the_row_brings_no_bytes_of_its_own(
    django_assert_num_queries,
) -> None:
    edition_of(PlanFactory(), make.small())
    edition = Edition.objects.get()

    assert edition.get_deferred_fields() == {"content", "content_gzip", "content_brotli"}
    # psycopg's own cursor is not seen by Django, so nothing is counted here at all.
    with django_assert_num_queries(0):
        edition_bytes_get(edition)


def test_an_encoding_that_is_not_stored_is_a_mistake() -> None:
    edition = edition_of(PlanFactory(), make.small())

    with pytest.raises(KeyError):
        edition_bytes_get(edition, "zstd")


def test_an_edition_is_read_as_the_document_it_is() -> None:
    content = make.small()

    assert edition_content_get(edition_of(PlanFactory(), content)) == content


def test_the_latest_edition_is_the_one_with_the_highest_number() -> None:
    plan = PlanFactory()
    assert latest_edition_get_optional(plan) is None

    edition_of(PlanFactory(), make.small(edition=make.edition(7)))
    for number in (2, 10, 9):
        edition_of(plan, make.small(edition=make.edition(number)))

    latest = latest_edition_get_optional(plan)
    assert latest
    assert latest.number == 10
