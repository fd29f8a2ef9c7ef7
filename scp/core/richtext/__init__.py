"""Rich text: what people write in a plan's narrative, in a closed schema.

`validate` refuses what is not a document, `from_markdown` and `to_markdown` read and write the same
thing for people without the editor, `to_html` is what a reader's browser is given.
"""

from scp.core.richtext.asking import Cited, citations, plain_text, references
from scp.core.richtext.markup import Chip, Chips, to_html
from scp.core.richtext.reading import from_markdown, may_have_chips
from scp.core.richtext.schema import CITED, DIGITS, HEADINGS, LONGEST, RELATIONS, Document
from scp.core.richtext.validation import DocumentError, validate
from scp.core.richtext.writing import to_markdown

__all__ = [
    "CITED",
    "DIGITS",
    "HEADINGS",
    "LONGEST",
    "RELATIONS",
    "Chip",
    "Chips",
    "Cited",
    "Document",
    "DocumentError",
    "citations",
    "from_markdown",
    "may_have_chips",
    "plain_text",
    "references",
    "to_html",
    "to_markdown",
    "validate",
]
