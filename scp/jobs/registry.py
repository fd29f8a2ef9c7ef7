"""Which function does which kind of job.

A room above registers its handlers in its `tasks.py`:

    @handler(kind="publication.render", queue="documents")
    def render(payload):
        pdf = ...                      # the work: minutes long, outside any transaction
        return lambda: Rendering.objects.create(...)

The function returned is run in the transaction that marks the job done, so that what it records
exists exactly once however often the work was repeated. A handler may return None if there is
nothing to record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scp.core.errors import DomainError

Record = Callable[[], object]
Work = Callable[[dict[str, Any]], Record | None]


class Refused(DomainError):
    """The work cannot be done, and trying again by itself would not help.

    The job ends as failed, with `code` as its name and the sentence for the reader.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Interrupted(Exception):
    """A process that did the work was lost under way, as when it is killed or out of memory.

    The job is tried again, and failed as `worker_lost` if that goes on.
    """


class UnknownKind(LookupError):
    """No handler is registered: a misspelt kind, or a worker older than the code that asked."""


@dataclass(frozen=True)
class Kind:
    name: str
    queue: str
    work: Work


_kinds: dict[str, Kind] = {}


def handler(*, kind: str, queue: str) -> Callable[[Work], Work]:
    """Register a function as the one that does `kind`, on the workers that serve `queue`."""

    def register(work: Work) -> Work:
        known = _kinds.get(kind)
        if known and known.work is not work:
            raise ValueError(f"Two handlers are registered for jobs of kind {kind!r}.")
        _kinds[kind] = Kind(kind, queue, work)
        return work

    return register


def find(kind: str) -> Kind:
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownKind(f"No handler is registered for jobs of kind {kind!r}.") from None
