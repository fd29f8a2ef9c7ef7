"""Workbooks of plans that never were: every column of every sheet, with what people and machines
may have put there. Seeded, so that a failure can be had again by its number."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from scp.publication.workbook.book import Book, Row
from scp.publication.workbook.columns import (
    Code,
    Codes,
    Column,
    Day,
    ManyNamed,
    Named,
    Number,
    Reference,
    References,
    Text,
    Whole,
)
from scp.publication.workbook.sheets import SHEETS, Sheet

# What spreadsheets run, hide, cut, or take for something else.
TEXTS = (
    *("", "Families can pay their bills", "=1+1", "+44 161 912 2000", "-5", "@SUM(A1)", "\tx"),
    *("'", "''", "'=1", "'long text 1", "\n=x", " leading", "trailing ", "\n\n", "a\nb", " "),
    *("2021/22", "1-3", "2022 - 24", "00123", "1e5", "TRUE", "None", "#N/A", "_x000D_", "_x005F_x"),
    *(
        "x005F_",
        "é ï ł Ж 中文 🏠",
        "a\u2028b",
        "\ufeffx",
        "\uffffx",
        "<b>&amp;</b>",
        "]]>",
        "; | / \\",
    ),
    *("x" * 299, '=HYPERLINK("http://example.org")', "{=A1}", "\u200b", "%0A", "0.1", "١٢٣"),
)
NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "0.1",
        "-0.000001",
        "12.5",
        "99999999999999.999999",
        "-99999999999999.999999",
    ),
    *("12345678901234", "1234567890.123456", "0.333333", "1000000", "10", "2021"),
)
DAYS = (
    *(dt.date(1, 1, 1), dt.date(1899, 12, 31), dt.date(1900, 2, 28), dt.date(1900, 3, 1)),
    *(dt.date(2024, 2, 29), dt.date(2026, 5, 13), dt.date(9999, 12, 31)),
)
NAMES = ("E08000009", "Trafford Council", "sdg / 2015 / 3.4", "A; B \\ C", "=cmd")


def book(seed: int, *, rows: int = 4) -> Book:
    """A workbook with up to that many rows a sheet."""
    chance = random.Random(seed)
    tables = {
        sheet.name: [_row(chance, sheet, n) for n in range(2, 2 + chance.randint(0, rows))]
        for sheet in SHEETS
    }
    return Book(plan=f"plan-{seed}", made_at="2026-05-13T09:30:00+00:00", tables=tables)


KEYS = ("", "N12", "EV-014", "new 1", "I1 | E08000009 | 2021 \\| x | v |")
LETTERS = "=+-@'\t\n a1é🏠<&\"_x"


def _row(chance: random.Random, sheet: Sheet, number: int) -> Row:
    values: dict[str, Any] = {c.name: _value(chance, c) for c in sheet.columns}
    key = chance.choice(KEYS)
    return Row(
        number,
        key,
        values,
        version=chance.randint(1, 9999) if sheet.of_items else None,
        as_exported=Row(number, key, values).fingerprint,
        remove=chance.random() < 0.2,
    )


def _text(chance: random.Random) -> str:
    if chance.random() < 0.01:
        return chance.choice(["=", "word ", "🏠"]) * chance.choice([32_767, 40_000])
    if chance.random() < 0.2:
        return "".join(chance.choices(LETTERS, k=chance.randint(1, 20)))
    return chance.choice(TEXTS)


def _number(chance: random.Random) -> Decimal | None:
    anything = Decimal(chance.randint(-(10**20), 10**20)) / 10**6
    return chance.choice([None, *map(Decimal, NUMBERS), anything])


def _value(chance: random.Random, column: Column) -> Any:
    if isinstance(column, Codes):
        return column.ordered(chance.sample(column.codes, chance.randint(0, len(column.codes))))
    if isinstance(column, References):
        return column.ordered(f"N{n}" for n in chance.sample(range(1, 99), chance.randint(0, 9)))
    if isinstance(column, ManyNamed):
        return column.ordered(chance.sample(NAMES, chance.randint(0, 3)))
    simple: dict[type[Column], Any] = {
        Text: lambda: _text(chance),
        Number: lambda: _number(chance),
        Whole: lambda: chance.choice([None, 0, 7, getattr(column, "most", 0)]),
        Day: lambda: chance.choice([None, *DAYS]),
        Code: lambda: chance.choice(["", *getattr(column, "codes", ())]),
        Named: lambda: chance.choice(["", *NAMES]),
        Reference: lambda: chance.choice(KEYS),
    }
    return simple[type(column)]()
