"""The page of an edition: the same sections as in print, made once for each edition.

An edition never changes, so what is made from its bytes may be kept in the process for as long as
there is room. A new release of the code is a new process.
"""

import sys
from dataclasses import dataclass

from django.template import engines
from django.utils import translation
from markupsafe import Markup

from scp.core.kept import Kept
from scp.publication.content import PlanContent, PlanFacts
from scp.publication.document import context
from scp.publication.models import Edition
from scp.publication.queries import edition_content_get

# The page of 200 outcomes with 5,000 comments takes 19 MB, that of the demonstration one.
BYTES_AT_MOST = 60_000_000


@dataclass(frozen=True)
class EditionPage:
    """What the page of an edition shows that follows from its bytes alone."""

    plan: PlanFacts
    previous_number: int | None
    body: Markup


kept_pages: Kept[EditionPage] = Kept(BYTES_AT_MOST)


def edition_page_get(edition: Edition) -> EditionPage:
    """The page of an edition in the reader's language; asks the database only the first time."""
    key = (edition.sha256, translation.get_language())
    kept = kept_pages.get(key)
    if kept is None:
        kept = page(edition_content_get(edition), sha256=edition.sha256)
        kept_pages.put(key, kept, sys.getsizeof(kept.body))
    return kept


def page(content: PlanContent, *, sha256: str) -> EditionPage:
    """The page of a document; "" as its hash says that it is a draft."""
    template = engines["jinja2"].get_template("public/document.html")
    body = template.render(context(content, sha256=sha256, on_screen=True))
    previous = content.edition.previous_number if content.edition else None
    return EditionPage(content.plan, previous, Markup(body))  # noqa: S704  our own template's
