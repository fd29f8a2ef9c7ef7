"""An edition as CSV files and their description, in one zip archive.

The description, `csv-metadata.json`, is "Metadata Vocabulary for Tabular Data" (CSVW, W3C
Recommendation of 17 December 2015): it says of each column what type it has, of each table what
its key is and to which other table it points, and of the whole whose it is and under what licence.
A text that a spreadsheet could take for a formula begins with an apostrophe that is not part of it.
"""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import orjson
from django.utils.translation import gettext as _

from scp.publication.cells import about_apostrophes, escaped
from scp.publication.content import PlanContent
from scp.publication.tabular.tables import SEPARATOR, Cell, Column, Table, tables

METADATA = "csv-metadata.json"
MEDIA_TYPE = "application/zip"
DATATYPES = {
    str: "string",
    int: "integer",
    bool: "boolean",
    Decimal: "decimal",
    dt.date: "date",
    dt.datetime: "dateTime",
}


def write(content: PlanContent, *, sha256: str) -> bytes:
    """The archive of an edition. Equal editions give equal bytes."""
    found = tables(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, METADATA, metadata(content, found, sha256=sha256), content)
        for table in found:
            _add(archive, f"{table.name}.csv", _csv(table), content)
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes, content: PlanContent) -> None:
    # As old as the edition: the clock of whoever packs it would make other bytes each time.
    moment = content.published.published_at.astimezone(dt.UTC)
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def metadata(content: PlanContent, found: tuple[Table, ...], *, sha256: str) -> bytes:
    facts = content.published
    notes = filter(None, (content.plan.illustrative_notice, about_apostrophes()))
    description: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": content.plan.title,
        "dc:identifier": facts.uri,
        "dc:publisher": content.plan.lead_organisation.name,
        "dc:issued": facts.published_at.isoformat(),
        "dc:rights": content.licence,
        "dc:provenance": _(
            "{edition}; the SHA-256 of its JSON, from which these tables are made, is {sha256}."
        ).format(edition=facts.full_name, sha256=sha256),
        "dc:description": " ".join(notes),
        "dialect": {"encoding": "utf-8", "header": True, "doubleQuote": True},
        "tables": [_described(table) for table in found],
    }
    return orjson.dumps(description, option=orjson.OPT_INDENT_2)


def _described(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_column(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.parent:
        schema["foreignKeys"] = [
            {
                "columnReference": [
                    column.name for column in table.columns[: len(table.parent_key)]
                ],
                "reference": {
                    "resource": f"{table.parent}.csv",
                    "columnReference": list(table.parent_key),
                },
            }
        ]
    return {"url": f"{table.name}.csv", "tableSchema": schema}


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.title,
        "datatype": DATATYPES[column.type],
    }
    if column.needed:
        described["required"] = True
    if column.listed:
        described["separator"] = SEPARATOR
    return described


def _csv(table: Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8")


def _cell(cell: Cell) -> str:
    """A cell as CSVW's types are written."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return escaped(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"  # XML Schema's decimal has no exponent
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
