"""The chapters that people wrote, with what their text cites."""

from collections.abc import Mapping
from typing import Any

from scp.core import richtext
from scp.core.richtext import Chip, Chips
from scp.plans.models import Section
from scp.publication import content as doc
from scp.publication.assembly.addresses import uri_of

# The level of a chapter's own heading, on the page and in print.
HEADING = 2
Parts = Mapping[str, tuple[Any, ...]]


def sections(base: str, parts: Parts, *, whole: bool) -> tuple[doc.Section, ...]:
    """The chapters. References in their text lead to the other parts of the same document."""
    rows = list(Section.objects.all())
    items = (item for items in (rows, *parts.values()) for item in items)
    leads_to = {item.reference: Chip(f"#{item.reference}") for item in items}
    return tuple(_section(row, base, leads_to, whole=whole) for row in rows)


def _section(row: Section, base: str, leads_to: Chips, *, whole: bool) -> doc.Section:
    # Reading Markdown is slow, and only what is shown or cites something has to be read.
    unread = not whole and not row.document and not richtext.may_have_chips(row.body)
    document = row.document or richtext.from_markdown("" if unread else row.body)
    html = richtext.to_html(document, heading_offset=HEADING, chips=leads_to) if whole else ""
    return doc.Section(
        reference=row.reference,
        uri=uri_of(base, row),
        kind=row.kind,
        title=row.title,
        body=row.body,
        html=str(html),
        citations=tuple(
            doc.Citation(**cited._asdict())
            for cited in richtext.citations(document)
            if cited.evidence in leads_to
        ),
    )
