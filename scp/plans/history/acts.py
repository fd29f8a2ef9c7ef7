"""Whose act a write is, and why, as the history of items keeps it (scp.plans.models.history).

The triggers that keep it read two settings of the transaction: `pghistory.context_id`, one for all
that an act writes, and `pghistory.context_metadata`, what the act says of itself.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import orjson
from django.db import connection

from scp.core.audit import Actor

# A person's reason stands beside their answers on a form, and not among the arguments of forty
# actions: whoever calls an action says it around the call.
_reason: ContextVar[str] = ContextVar("why an item is changed", default="")


@contextmanager
def because(reason: str) -> Iterator[None]:
    """What is written to items inside is written for this reason; empty: none was given."""
    token = _reason.set(reason.strip())
    try:
        yield
    finally:
        _reason.reset(token)


def reason_given() -> str:
    return _reason.get()


def begin_act(*, verb: str, by: Actor | None) -> None:
    """Say whose act the writes of this transaction are from here on, until another begins."""
    act = {
        "verb": verb,
        "by": by.audit_label() if by else "system",
        "user": str(by.pk) if by else "",
        "reason": reason_given(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [str(uuid.uuid4()), orjson.dumps(act).decode()],
        )
