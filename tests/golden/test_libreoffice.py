"""A workbook that went through LibreOffice comes back as it was.

`libreoffice.xlsx` is the workbook of `tests.factories.workbooks.book(SEED)` as LibreOffice 7.4
saved it. After a change of the columns: `SCP_UPDATE_GOLDEN=1 pytest
tests/golden/test_libreoffice.py` has LibreOffice, which must be installed, save it anew; commit the
file.
"""

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from scp.publication.workbook import xlsx, xlsx_reading
from tests.factories import workbooks as generated
from tests.unit.publication.workbook.test_round_trip import differences

SAVED = Path(__file__).parent / "libreoffice.xlsx"
UPDATE = os.environ.get("SCP_UPDATE_GOLDEN") == "1"
# A plan with rows in most sheets, and with texts too long for a cell.
SEED = 6


@pytest.fixture(scope="module", autouse=True)
def _saved_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    if not UPDATE:
        return
    folder = tmp_path_factory.mktemp("libreoffice")
    exported = folder / SAVED.name
    exported.write_bytes(xlsx.write(generated.book(SEED, rows=2), title="A plan", licence="None"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--convert-to", "xlsx", "--outdir", str(SAVED.parent), str(exported)]
    subprocess.run(["soffice", profile, "--headless", *convert], check=True, timeout=300)


def test_what_libreoffice_saved_says_what_was_exported() -> None:
    book = generated.book(SEED, rows=2)
    assert len([rows for rows in book.tables.values() if rows]) >= 10
    assert list(differences(book, xlsx_reading.read(SAVED.read_bytes()))) == []


def test_it_was_libreoffice_that_saved_it() -> None:
    with zipfile.ZipFile(SAVED) as file:
        assert b"LibreOffice/7" in file.read("docProps/app.xml")
