"""A workbook as JSON: the same tables, canonical, so that equal plans give equal bytes."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from scp.core.tables import said, shown
from scp.publication.workbook.book import FORMAT, FORMAT_VERSION, Book, Faults, Row
from scp.publication.workbook.sheets import AS_EXPORTED, BY_NAME, REMOVE, SHEETS, VERSION, Sheet
from scp.publication.workbook.tables import check_header, check_size, row_of
from scp.publication.workbook.values import as_json

MEDIA_TYPE = "application/json"
HEAD = ("format", "format_version", "plan", "made_at", "sheets")
DEEPEST = 8


def write(book: Book) -> bytes:
    """The bytes of a workbook in JSON. Text, numbers and dates are exact."""
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "plan": book.plan,
        "made_at": book.made_at,
        "sheets": {
            sheet.name: [_plain(sheet, row) for row in book.tables.get(sheet.name, ())]
            for sheet in SHEETS
        },
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(sheet: Sheet, row: Row) -> dict[str, Any]:
    version = {VERSION: row.version} if sheet.of_items else {}
    return {
        sheet.key: row.key,
        **{name: as_json(value) for name, value in row.values.items()},
        **version,
        AS_EXPORTED: row.as_exported,
        REMOVE: "yes" if row.remove else "",
    }


def read(data: bytes) -> Book:
    """The workbook that JSON holds. Raises WorkbookError naming what is wrong."""
    faults = Faults()
    document = _document(data, faults)
    tables: dict[str, list[Row]] = {}
    sheets = document["sheets"]
    check_size(sum(len(rows) for rows in sheets.values()), faults)
    for name, rows in sheets.items():
        sheet = BY_NAME[name]
        read_rows = (_row(sheet, number, row, faults) for number, row in enumerate(rows, start=1))
        tables[name] = [row for row in read_rows if row is not None]
    faults.raise_any()
    return Book(str(document["plan"]), str(document["made_at"]), tables)


def _row(sheet: Sheet, number: int, row: Any, faults: Faults) -> Row | None:
    if not isinstance(row, dict):
        faults.add(sheet.name, number, "", shown(str(row)), _("an object with the columns"))
        return None
    if not check_header(sheet, list(row), faults):
        return None
    for name, cell in row.items():
        if isinstance(cell, dict) or (
            isinstance(cell, list) and any(isinstance(part, dict | list) for part in cell)
        ):
            faults.add(sheet.name, number, name, _("an object or a list of lists"), _("a value"))
            return None
    return row_of(sheet, number, row, faults)


def _document(data: bytes, faults: Faults) -> dict[str, Any]:
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_refuse,
            object_pairs_hook=_once,
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        faults.stop(said(_("no JSON ({error})"), error=str(error)[:200]), _("a JSON workbook"))
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        faults.stop(_("JSON of another kind"), said(_("“format”: “{format}”"), format=FORMAT))
    if document.get("format_version") != FORMAT_VERSION:
        found = shown(str(document.get("format_version")))
        faults.stop(found, said(_("“format_version”: {version}"), version=FORMAT_VERSION))
    sheets = document.get("sheets")
    if set(document) != set(HEAD) or not isinstance(sheets, dict):
        faults.stop(shown(", ".join(document)), said(_("the parts {parts}"), parts=", ".join(HEAD)))
    for name, rows in sheets.items():
        if name not in BY_NAME:
            expected = said(_("the sheets {sheets}"), sheets=", ".join(BY_NAME))
            faults.add("", None, "", said(_("a sheet {name}"), name=shown(name)), expected)
        elif not isinstance(rows, list):
            faults.add(name, None, "", shown(str(rows)), _("a list of rows"))
    faults.raise_any()
    return document


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    """An object whose names are each there once; JSON itself would keep the last of two."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice in one object")
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")
