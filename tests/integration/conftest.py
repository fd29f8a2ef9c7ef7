from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

if TYPE_CHECKING:
    from tests.integration.world import World

Trial = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator["World"]:
    """Two places, built once a module and undone after it. What a test writes is undone with it."""
    from tests.integration import world as worlds

    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


class NothingHappened(Exception):
    """Ends a trial."""


@pytest.fixture
def trial() -> Trial:
    """`with trial(): …` leaves nothing behind in the database."""

    @contextmanager
    def undone() -> Iterator[None]:
        try:
            with transaction.atomic():
                yield
                raise NothingHappened
        except NothingHappened:
            pass

    return undone
