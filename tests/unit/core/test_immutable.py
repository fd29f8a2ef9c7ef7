"""What was recorded or published stays: by way of the ORM, and by way of plain SQL."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from scp.core import audit
from scp.core.models import AuditEvent
from scp.publication.models import Edition
from tests.factories import content as make
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db


def an_event() -> AuditEvent:
    return audit.record(action="test.done", subject="S1", by=None)


def an_edition() -> Edition:
    return edition_of(PlanFactory(), make.small())


def sql(statement: str) -> Callable[[Any], None]:
    def run(row: models.Model) -> None:
        with connection.cursor() as cursor:
            # A row just stored leaves deferred checks, which alone would already stop a TRUNCATE.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement.format(table=row._meta.db_table, pk=row.pk))

    return run


def save(row: models.Model) -> None:
    row.save()


WAYS: dict[str, Callable[[Any], Any]] = {
    "save": save,
    "update": lambda row: type(row)._base_manager.filter(pk=row.pk).update(id=row.pk),
    "delete": lambda row: row.delete(),
    "delete many": lambda row: type(row)._base_manager.all().delete(),
    "raw update": sql("UPDATE {table} SET id = id WHERE id = {pk}"),
    "raw delete": sql("DELETE FROM {table} WHERE id = {pk}"),
    "truncate": sql("TRUNCATE {table} CASCADE"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("make_row", "sentence"),
    [(an_event, "The audit trail is append-only"), (an_edition, "edition")],
    ids=["audit", "edition"],
)
def test_the_database_refuses_to_change_it(
    make_row: Callable[[], models.Model], sentence: str, way: str
) -> None:
    row = make_row()

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        WAYS[way](row)

    assert type(row)._base_manager.filter(pk=row.pk).exists()
