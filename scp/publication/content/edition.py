"""What makes a draft an edition, and what changed since the one before."""

import datetime as dt
from typing import Literal

from scp.publication.choices import FIELD_NAMES, EditionKind
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
    """What makes a frozen draft an edition. Its hash cannot be inside: it is of these bytes.

    `number` counts a plan's editions and is in their addresses. `label` is what people call it:
    0.1, 0.2 … for consultation drafts, 1.0, 2.0 … as adopted, 1.1, 1.2 … for corrections of 1.0,
    each with a `change_note` that says what was wrong. `previous_number` is of the edition that
    `changes` are counted from, the last that was current.
    """

    number: int
    kind: Literal["consultation_draft", "adopted", "correction"] = "consultation_draft"
    kind_label: str = ""
    label: str = ""
    change_note: str = ""
    uri: str
    published_at: dt.datetime
    reason: str
    previous_number: int | None = None
    previous_label: str = ""
    previous_sha256: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def called(self) -> str:
        """Its label. An edition from before there were labels counts as a consultation draft, as
        nobody recorded that it was adopted."""
        return self.label or f"0.{self.number}"

    @property
    def full_name(self) -> str:
        """Its kind and label: “Consultation draft 0.3”."""
        return f"{self.kind_label or EditionKind(self.kind).label} {self.called}"

    @property
    def previous_called(self) -> str:
        """The label of the edition that the changes are counted from; "" if there was none."""
        if self.previous_number is None:
            return ""
        return self.previous_label or f"0.{self.previous_number}"
