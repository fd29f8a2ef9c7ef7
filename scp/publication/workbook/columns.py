"""The kinds of columns: what a cell may hold, and what is made of what somebody typed."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scp.core.forms import unstorable
from scp.core.tables import Words, is_number, said, shown
from scp.publication.workbook.values import Value, joined, parted

DECIMALS = 6
LARGEST = Decimal(10) ** 14
MIDNIGHT = dt.time()
LIST_MARK = "; "
# What Excel keeps of a number: more digits are noise of the binary fraction.
SIGNIFICANT = 15
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


class Misfit(Exception):
    """A cell that a column cannot hold: what was found and what was expected."""

    def __init__(self, found: Words, expected: Words) -> None:
        super().__init__(found, expected)
        self.found = found
        self.expected = expected


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a sheet, named as the field it holds. `fixed`: what an existing row says there
    stays."""

    name: str
    required: bool = False
    fixed: bool = False

    empty: ClassVar[Value] = ""
    holds: ClassVar[Promise] = _("text")

    def parse(self, cell: Any) -> Value:
        """What was typed, as the column holds it. Raises Misfit for what is none of its kind."""
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return self.empty
        return self.read(cell)

    def read(self, cell: Any) -> Value:
        raise NotImplementedError

    def misfit(self, value: Value) -> Words | None:
        """What was expected, where a value of the right kind is not one that may be stored."""
        if self.required and value == self.empty:
            return _("a value")
        return self.unfit(value) if value != self.empty else None

    def unfit(self, value: Any) -> Words | None:
        return None


@dataclass(frozen=True, kw_only=True)
class Text(Column):
    """Text, kept to the character. `max_length` is in characters, 0 without a limit; `validators`
    are those of the model's field."""

    max_length: int = 0
    validators: tuple[Any, ...] = ()

    def parse(self, cell: Any) -> Value:
        return self.empty if cell is None else self.read(cell)

    def read(self, cell: Any) -> str:
        text = as_text(cell).replace("\r\n", "\n").replace("\r", "\n")
        if (position := unstorable(text)) is not None:
            found = said(_("a control character (U+{code})"), code=f"{ord(text[position - 1]):04X}")
            raise Misfit(found, _("printable text"))
        return text

    def misfit(self, value: Value) -> Words | None:
        if self.required and isinstance(value, str) and not value.strip():
            return _("a value")
        return super().misfit(value)

    def unfit(self, value: str) -> Words | None:
        if self.max_length and len(value) > self.max_length:
            return said(_("at most {most:,} characters"), most=self.max_length)
        try:
            for validator in self.validators:
                validator(value)
        except ValidationError as error:
            return " ".join(error.messages)
        return None


@dataclass(frozen=True, kw_only=True)
class Code(Column):
    """One code of a list."""

    codes: tuple[str, ...]
    holds: ClassVar[Promise] = _("one code of the list")

    def read(self, cell: Any) -> str:
        return as_text(cell).strip()

    def unfit(self, value: str) -> Words | None:
        return None if value in self.codes else one_of(self.codes)


@dataclass(frozen=True, kw_only=True)
class Codes(Column):
    """Several codes of a list, in the order of the list."""

    codes: tuple[str, ...]
    empty: ClassVar[Value] = ()
    holds: ClassVar[Promise] = _("codes of the list, with a semicolon between them")

    def read(self, cell: Any) -> tuple[str, ...]:
        return self.ordered(as_list(cell))

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        place = {code: index for index, code in enumerate(self.codes)}
        return tuple(sorted(set(codes), key=lambda code: (place.get(code, len(place)), code)))

    def unfit(self, value: tuple[str, ...]) -> Words | None:
        return None if set(value) <= set(self.codes) else one_of(self.codes)


@dataclass(frozen=True, kw_only=True)
class Number(Column):
    """A number with up to six decimals, exact."""

    empty: ClassVar[Value] = None
    holds: ClassVar[Promise] = _("a number with up to six decimals")

    def read(self, cell: Any) -> Decimal:
        number = as_number(cell)
        if round(number, DECIMALS) != number or abs(number) >= LARGEST:
            raise Misfit(shown(str(number)), _("a number with up to 14 digits and six decimals"))
        return number


@dataclass(frozen=True, kw_only=True)
class Whole(Column):
    """A whole number from 0 to `most`."""

    most: int = 32767
    empty: ClassVar[Value] = None
    holds: ClassVar[Promise] = _("a whole number")

    def read(self, cell: Any) -> int:
        if isinstance(cell, str) and not WHOLE.fullmatch(cell.strip()):
            raise Misfit(shown(cell), _("a whole number"))
        number = as_number(cell)
        if number != number.to_integral_value() or abs(number) >= LARGEST:
            raise Misfit(shown(str(number)), _("a whole number"))
        return int(number)

    def unfit(self, value: int) -> Words | None:
        if 0 <= value <= self.most:
            return None
        return said(_("a whole number from 0 to {most:,}"), most=self.most)


@dataclass(frozen=True, kw_only=True)
class Day(Column):
    """A date."""

    empty: ClassVar[Value] = None
    holds: ClassVar[Promise] = _("a date")

    def read(self, cell: Any) -> dt.date:
        if isinstance(cell, dt.datetime) and cell.time() == MIDNIGHT:
            return cell.date()
        if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
            return cell
        try:
            if isinstance(cell, str) and len(cell.strip()) == 10:
                return dt.date.fromisoformat(cell.strip())
        except ValueError:
            pass
        raise Misfit(shown(str(cell)), _("a date such as 2027-03-31"))


@dataclass(frozen=True, kw_only=True)
class Reference(Column):
    """The reference of one row of another sheet of the plan."""

    sheets: tuple[str, ...]
    holds: ClassVar[Promise] = _("a reference")

    def read(self, cell: Any) -> str:
        return as_text(cell).strip()


@dataclass(frozen=True, kw_only=True)
class References(Column):
    """References of rows of another sheet."""

    sheets: tuple[str, ...]
    empty: ClassVar[Value] = ()
    holds: ClassVar[Promise] = _("references, with a semicolon between them")

    def read(self, cell: Any) -> tuple[str, ...]:
        return self.ordered(as_list(cell))

    def ordered(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(keys), key=lambda key: (len(key), key)))


@dataclass(frozen=True, kw_only=True)
class Named(Column):
    """Something that several plans share (a place, an organisation, a version of a library), by
    its code or name. `of` names which."""

    of: str
    holds: ClassVar[Promise] = _("the code or name of something that plans share")

    def read(self, cell: Any) -> str:
        return as_text(cell).strip()


@dataclass(frozen=True, kw_only=True)
class ManyNamed(Column):
    """Several of what plans share: places by code, goals as “framework / version / goal”."""

    of: str
    empty: ClassVar[Value] = ()
    holds: ClassVar[Promise] = _("codes of what plans share, with a semicolon between them")

    def read(self, cell: Any) -> tuple[str, ...]:
        return self.ordered(as_list(cell))

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(codes)))


def as_text(cell: Any) -> str:
    """A text cell. What a spreadsheet made a number of ("2021") is text again."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return f"{as_number(cell).normalize() + 0:f}"
    raise Misfit(shown(str(cell)), _("text"))


def as_list(cell: Any) -> list[str]:
    if isinstance(cell, list | tuple):
        return [part for item in cell if (part := as_text(item).strip())]
    return [part for part in parted(as_text(cell), LIST_MARK) if part]


def as_number(cell: Any) -> Decimal:
    if isinstance(cell, float):
        # Not a number and the infinities come as words of their own.
        cell = f"{cell:.{SIGNIFICANT}g}"
        try:
            number = Decimal(cell)
        except ArithmeticError:
            number = Decimal("NaN")
        if number.is_finite():
            return number
    elif isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    elif isinstance(cell, Decimal) and cell.is_finite() and abs(cell.adjusted()) < 400:
        return cell
    elif isinstance(cell, str) and is_number(cell.strip()):
        return Decimal(cell.strip())
    raise Misfit(shown(str(cell)), _("a number such as 12.5"))


def one_of(codes: Iterable[str]) -> Words:
    return said(_("one of: {codes}"), codes=", ".join(codes))


def as_cell(column: Column, value: Value) -> Any:
    """A value as one cell, before a file escapes it."""
    if isinstance(value, tuple):
        return joined(value, LIST_MARK)
    return value
