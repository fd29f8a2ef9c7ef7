"""What makes a draft an edition, and what changed since the one before."""

import datetime as dt
from typing import Literal

from scp.publication.choices import FIELD_NAMES
from scp.publication.content.base import Frozen


class Change(Frozen):
    """One field of one item that differs from the edition before. Whole items that were added,
    removed, merged into another or split have an empty `field`; of those that were merged or split
    `after` names what stands for them."""

    kind: Literal["added", "removed", "changed", "merged", "split"]
    collection: str
    reference: str
    title: str
    field: str = ""
    before: str = ""
    after: str = ""

    @property
    def field_name(self) -> str:
        """What a reader calls the field. An edition outlives our fields: a code that is no longer
        listed is shown as it is."""
        return str(FIELD_NAMES.get(self.field, self.field))


class EditionFacts(Frozen):
    """What makes a frozen draft an edition. Its hash cannot be inside: it is of these bytes."""

    number: int
    uri: str
    published_at: dt.datetime
    reason: str
    previous_number: int | None = None
    previous_sha256: str = ""
    changes: tuple[Change, ...] = ()
