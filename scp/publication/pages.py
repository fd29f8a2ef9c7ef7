"""The page of an edition: the same sections as in print, made once for each edition; and what is
made of a draft, once after each write.

An edition never changes, so what is made from its bytes may be kept in the process for as long as
there is room. A new release of the code is a new process.

The page names an address for each of its charts instead of carrying them: a chart is drawn when
somebody looks at it, and the page is there before.
"""

import sys
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.template import engines
from django.utils import timezone, translation
from markupsafe import Markup

from scp.core import audit
from scp.core.kept import Kept
from scp.plans.models import Plan
from scp.publication.assembly import skeleton
from scp.publication.charts import Chart
from scp.publication.content import PlanContent, PlanFacts
from scp.publication.document import Document, context
from scp.publication.models import Edition
from scp.publication.queries import edition_content_get
from scp.publication.thread import Threads

# The page of 200 outcomes with 5,000 comments takes 13 MB, that of the demonstration 0.4.
BYTES_AT_MOST = 60_000_000
# The links of an edition: what they take for each of its items.
THREADS_BYTES_AT_MOST, KNOT_BYTES = 20_000_000, 2_000
# The charts of an edition, not drawn: what one takes with its figures in words and as a table.
CHARTS_BYTES_AT_MOST, CHART_BYTES = 20_000_000, 40_000
# For how long what is made of a draft is shown without reading it again, if nobody wrote to it:
# what is changed past the actions (by SQL, or an organisation's name) leaves no event of the plan.
DRAFT_SECONDS = 60

V = TypeVar("V")


@dataclass(frozen=True)
class EditionPage:
    """What the page of an edition shows that follows from its bytes alone."""

    plan: PlanFacts
    previous_label: str
    """Of the edition that its changes are counted from; "" if there was none."""
    body: Markup


kept_pages: Kept[EditionPage] = Kept(BYTES_AT_MOST)
kept_threads: Kept[Threads] = Kept(THREADS_BYTES_AT_MOST)
kept_charts: Kept[Mapping[str, Chart]] = Kept(CHARTS_BYTES_AT_MOST)
# A browser asks for several charts of a page at once; one of them reads the edition for all.
_reading = threading.Lock()


def edition_page_get(edition: Edition) -> EditionPage:
    """The page of an edition in the reader's language; asks the database only the first time."""
    key = (edition.sha256, translation.get_language())
    kept = kept_pages.get(key)
    if kept is None:
        kept = page(edition_content_get(edition), sha256=edition.sha256)
        kept_pages.put(key, kept, sys.getsizeof(kept.body))
    return kept


def edition_threads_get(edition: Edition) -> Threads:
    """The thread of every item of an edition; asks the database only the first time."""
    threads = kept_threads.get(edition.sha256)
    if threads is None:
        threads = Threads(edition_content_get(edition))
        kept_threads.put(edition.sha256, threads, _size(threads))
    return threads


def _size(threads: Threads) -> int:
    return KNOT_BYTES * len(threads.knots)


def of_draft(
    kept: Kept[V], plan: Plan, make: Callable[[], V], size: Callable[[V], int], *about: Hashable
) -> V:
    """What is made of a draft, as its last write left it (ADR 0009). `about` names what of it, the
    same for everybody who may see the draft.

    Every write adds an event to the plan's audit chain, so that the chain's last hash tells whether
    there was one, in one query instead of ten. The hash is read first: what is kept is never older.
    """
    tip = audit.tip(plan.audit_chain)
    minute = int(timezone.now().timestamp()) // DRAFT_SECONDS
    key = (plan.pk, tip, minute, translation.get_language(), *about)
    found = kept.get(key) if tip else None
    if found is None:
        found = make()
        if tip:
            kept.put(key, found, size(found))
    return found


def draft_threads_get(plan: Plan) -> Threads:
    """The thread of every item of a draft. Whoever walks it asks for one item after another of a
    draft that stays as it is."""
    return of_draft(kept_threads, plan, lambda: Threads(skeleton(plan)), _size)


def page(content: PlanContent, *, sha256: str) -> EditionPage:
    """The page of a document; "" as its hash says that it is a draft."""
    template = engines["jinja2"].get_template("public/document.html")
    body = template.render(context(content, sha256=sha256, on_screen=True))
    previous = content.edition.previous_called if content.edition else ""
    return EditionPage(content.plan, previous, Markup(body))  # noqa: S704  our own template's


def chart_svg_get_optional(edition: Edition, name: str) -> bytes | None:
    """One picture of an edition, byte for byte as in its PDF; None if it has none of that name.

    In the language of the document, whoever asks. Raises ChartFailed.
    """
    with translation.override(settings.LANGUAGE_CODE):
        chart = _charts(edition).get(name)
        return chart.svg.encode() if chart else None


def _charts(edition: Edition) -> Mapping[str, Chart]:
    found = kept_charts.get(edition.sha256)
    if found is None:
        with _reading:
            found = kept_charts.get(edition.sha256)
            if found is None:
                found = _read(edition)
    return found


def _read(edition: Edition) -> Mapping[str, Chart]:
    found = Document(edition_content_get(edition), edition.sha256).pictures
    kept_charts.put(edition.sha256, found, CHART_BYTES * len(found))
    return found
