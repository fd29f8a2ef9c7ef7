"""What a cell of a workbook holds, whichever file it stands in, and how it is written as text."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from scp.core.forms import storable
from scp.publication.cells import plain_number

# Text and codes are str, lists of codes or references tuples; an empty number or day is None.
Value = str | int | Decimal | dt.date | tuple[str, ...] | None

FINGERPRINT_LENGTH = 16


def as_kept(text: str) -> str:
    """Text as a form would have kept it: one kind of line end, nothing that cannot be stored."""
    return storable(text.replace("\r\n", "\n").replace("\r", "\n"))


def joined(parts: Iterable[str], mark: str) -> str:
    r"""Parts as one text that `parted` takes apart again.

    >>> joined(["I1", "2022 - 24", "a | b"], " | ")
    'I1 | 2022 - 24 | a \\| b'
    """
    sign = mark.strip()
    return mark.join(part.replace("\\", r"\\").replace(sign, "\\" + sign) for part in parts)


def parted(text: str, mark: str) -> list[str]:
    r"""The parts that were joined, without outer white space.

    >>> parted("N1; N2;N3", "; ")
    ['N1', 'N2', 'N3']
    """
    sign, parts, part = mark.strip(), [], ""
    letters = iter(text)
    for letter in letters:
        if letter == "\\":
            part += next(letters, "\\")
        elif letter == sign:
            parts.append(part.strip())
            part = ""
        else:
            part += letter
    return [*parts, part.strip()] if text.strip() else []


def as_json(value: Value) -> str | int | list[str] | None:
    """A value as JSON has it. Numbers with decimals are text there: every digit is kept."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def in_words(value: Value) -> str:
    """A value for a reader."""
    if isinstance(value, tuple):
        return "; ".join(value)
    plain = as_json(value)
    return "" if plain is None else str(plain)


def fingerprint(values: Sequence[Value]) -> str:
    """A few characters that differ if any of the values does: what a row was when it was
    exported."""
    text = json.dumps([as_json(value) for value in values], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]
