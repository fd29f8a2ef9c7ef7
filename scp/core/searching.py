"""Full text: how the texts of a row are weighted and indexed, one definition for index and query.

PostgreSQL uses an index on an expression only where the query has the very same expression, so
a query takes it from the index. Words are reduced as English does, and without their accents (the
configuration `scp_english`, made by migration core/0003).
"""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Model

CONFIGURATION = "scp_english"
SUFFIX = "_texts"


def document(titles: Sequence[str], texts: Sequence[str]) -> Any:
    """What is searched of a row: its titles weigh more than its other texts."""
    vector = SearchVector(*titles, weight="A", config=CONFIGURATION)
    return vector + SearchVector(*texts, weight="C", config=CONFIGURATION) if texts else vector


def index(kind: str, titles: Sequence[str], texts: Sequence[str]) -> GinIndex:
    """The index of what is searched of a kind of row, for its Meta."""
    return GinIndex(document(titles, texts), name=kind + SUFFIX)


def document_of(model: type[Model]) -> Any:
    """What is searched of rows of this kind: the expression of its index. Raises LookupError for a
    kind that has none."""
    for found in model._meta.indexes:
        if isinstance(found, GinIndex) and found.name.endswith(SUFFIX):
            return found.expressions[0]
    raise LookupError(f"{model.__name__} has no index of its texts.")


def words(text: str) -> SearchQuery:
    """A search as people write it: words, "a phrase", -without, or. Nothing in it is an error."""
    return SearchQuery(text, search_type="websearch", config=CONFIGURATION)
