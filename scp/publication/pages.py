"""The page of an edition: the same sections as in print, made once for each edition.

An edition never changes, so what is made from its bytes may be kept in the process for as long as
there is room. A new release of the code is a new process.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.template import engines
from django.utils import translation
from markupsafe import Markup

from scp.publication.content import PlanContent
from scp.publication.document import Document, context
from scp.publication.models import Edition
from scp.publication.queries import edition_content_get

# About a megabyte each for a large plan.
KEPT = 24


@dataclass(frozen=True)
class EditionPage:
    """What the page of an edition shows that follows from its bytes alone."""

    content: PlanContent
    document: Document
    body: Markup


def edition_page_get(edition: Edition) -> EditionPage:
    """The page of an edition in the reader's language; asks the database only the first time."""
    return _kept(edition.pk, edition.sha256, translation.get_language())


@lru_cache(maxsize=KEPT)
def _kept(edition_id: int, sha256: str, language: str) -> EditionPage:
    content = edition_content_get(Edition(pk=edition_id, sha256=sha256))
    return page(content, sha256=sha256)


def page(content: PlanContent, *, sha256: str) -> EditionPage:
    """The page of a document; "" as its hash says that it is a draft."""
    values = context(content, sha256=sha256, on_screen=True)
    template = engines["jinja2"].get_template("public/document.html")
    return EditionPage(content, values["document"], Markup(template.render(values)))  # noqa: S704
