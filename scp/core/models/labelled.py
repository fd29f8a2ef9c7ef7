from functools import lru_cache
from typing import Any

from django.utils.translation.trans_real import catalog

# There are some hundreds of choices; codes that are no longer listed are kept too.
LABELS_KEPT = 4096


class Labelled:
    """Rows whose choices are shown in tables: the label of one is looked up, not searched for."""

    def _get_FIELD_display(self, field: Any) -> str:
        """The label of a choice. Django's own hashes every label of the list to find one, and so
        translates all of them: on a page of a hundred comments that was half of its time."""
        return _label(field, getattr(self, field.attname), catalog())


@lru_cache(LABELS_KEPT)
def _label(field: Any, value: Any, catalogue: object) -> str:
    """In the reader's language, which is that of this request and has this catalogue."""
    return str(dict(field.flatchoices).get(value, value))
