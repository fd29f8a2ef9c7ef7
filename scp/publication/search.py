"""Search in a draft: full text first, and where that finds nothing, words that look alike.

A fixed number of queries whatever is found: one that counts, one that ranks the items of all kinds
together, and one a kind for the snippets of a page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchRank, TrigramWordSimilarity
from django.db.models import CharField, F, FloatField, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from markupsafe import Markup, escape

from outcomes.models import Evidence, Indicator, Need, Outcome
from outcomes.queries import contradicted_by
from procurement.models import Piece
from procurement.queries import what_contradicts
from scp.core import searching
from scp.plans.models import PlanItem, Section
from scp.plans.views.kinds import contradicted

# Each kind with the fields that a snippet is cut from, the one that names the item first.
TEXTS: dict[type[PlanItem], tuple[str, ...]] = {
    Evidence: ("title", "publisher", "summary", "key_figure", "limitations"),
    Need: ("statement", "who", "scale", "locality"),
    Outcome: ("statement", "summary"),
    Indicator: ("title", "breakdown", "definition", "source"),
    Piece: ("title", "summary"),
    Section: ("title", "body"),
}
LONGEST = 200
# How much of a word must look alike: "helth" finds "health", "cat" does not find "education".
ALIKE = 0.45
# Marks that no text has, so that what is between them can be told from the text itself.
BEGIN, END = "\x02", "\x03"
REFERENCE = re.compile(r"([A-Za-z]{1,2})-?0*([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Hit:
    """One item that was found, with the words that were looked for marked in its text."""

    kind: str
    reference: str
    title: str
    snippet: Markup
    contradicted_by: tuple[str, ...] = ()
    """The references of the sources that contradict what it claims."""


def item_named(text: str) -> PlanItem | None:
    """The item whose reference was typed ("EV-014", "n3"); None if it is no reference of one."""
    typed = REFERENCE.fullmatch(text.strip())
    if typed is None:
        return None
    for model in TEXTS:
        if model.REFERENCE_PREFIX.rstrip("-") == typed[1].upper():
            found: PlanItem | None = model.objects.filter(number=int(typed[2])).first()
            return found
    return None


def search(text: str) -> "QuerySet[Any]":
    """The items of the plan in scope with these words, the best first, as rows to be cut into
    pages and told by `hits`."""
    return _ranked([_matching(model, text) for model in TEXTS])


def search_alike(text: str) -> "QuerySet[Any]":
    """The items with a word in their name that looks like one of these."""
    return _ranked([_alike(model, text) for model in TEXTS])


def _ranked(each: list[Any]) -> "QuerySet[Any]":
    united: QuerySet[Any] = reduce(lambda one, other: one.union(other, all=True), each)
    return united.order_by("-fit", "which", "number")


def _rows(model: type[PlanItem], rows: Any, rank: Any) -> Any:
    kind = list(TEXTS).index(model)
    return (
        rows.annotate(which=Value(kind, output_field=IntegerField()), fit=Cast(rank, FloatField()))
        .values("which", "number", "fit")
        .order_by()
    )


def _matching(model: type[PlanItem], text: str) -> Any:
    vector, words = searching.document_of(model), searching.words(text)
    rows = model.objects.alias(searched=vector).filter(searched=words)
    return _rows(model, rows, SearchRank(vector, words))


def _alike(model: type[PlanItem], text: str) -> Any:
    name = TEXTS[model][0]
    rows = model.objects.annotate(alike=TrigramWordSimilarity(text, name)).filter(alike__gte=ALIKE)
    return _rows(model, rows, F("alike"))


def hits(rows: Sequence[Any], text: str) -> list[Hit]:
    """One page of what was found, in its order: one query a kind for names and snippets."""
    models = list(TEXTS)
    told: dict[tuple[int, int], Hit] = {}
    for kind, model in enumerate(models):
        numbers = [row["number"] for row in rows if row["which"] == kind]
        if numbers:
            told |= {(kind, number): hit for number, hit in _told(model, numbers, text)}
    keys = ((row["which"], row["number"]) for row in rows)
    return [told[key] for key in keys if key in told]


def _told(model: type[PlanItem], numbers: list[int], text: str) -> Iterator[tuple[int, Hit]]:
    _name, *others = TEXTS[model]
    parts: list[Any] = [part for name in others for part in (F(name), Value(" "))]
    whole = Concat(*parts, output_field=TextField()) if len(parts) > 1 else Value("")
    headline = SearchHeadline(
        whole,
        searching.words(text),
        config=searching.CONFIGURATION,
        start_sel=BEGIN,
        stop_sel=END,
        max_words=35,
        min_words=15,
    )
    rows = model.objects.filter(number__in=numbers).annotate(headline=Cast(headline, CharField()))
    if against := what_contradicts(model):
        rows = rows.annotate(against_it=against)
    # A chapter has no row for what it cites: its text says so.
    in_text = contradicted(rows) if model is Section else {}
    for item in rows:
        yield (
            item.number,
            Hit(
                model._meta.model_name or "",
                item.reference,
                item.title_text,
                marked(item.headline),
                tuple(in_text.get(item.pk) or contradicted_by(getattr(item, "against_it", ()))),
            ),
        )


def marked(headline: str) -> Markup:
    """A snippet as HTML: the text escaped, the words that were looked for in <mark>."""
    parts = re.split(f"{BEGIN}(.*?){END}", headline, flags=re.DOTALL)
    return Markup("").join(
        Markup("<mark>{}</mark>").format(part) if position % 2 else escape(part)
        for position, part in enumerate(parts)
    )
