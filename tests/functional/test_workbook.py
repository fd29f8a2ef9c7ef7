"""A plan leaves as a workbook and comes back changed, in a browser that runs no script."""

import io
from pathlib import Path

import openpyxl
import pytest
from django_scopes import scope
from playwright.sync_api import expect

from outcomes.models import Evidence
from scp.publication import workbook
from tests.factories.accounts import OfficerFactory
from tests.factories.plans import MembershipFactory
from tests.factories.workbook_plans import stored_plan
from tests.functional.conftest import MakePerson

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 320, "height": 640}


def retitled(data: bytes, title: str) -> bytes:
    """What a spreadsheet saves after somebody typed another title over the first source's."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    file["evidence"]["B2"] = title
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def test_a_workbook_is_checked_and_confirmed_on_a_phone_without_scripts(
    person: MakePerson, tmp_path: Path
) -> None:
    plan = stored_plan(4, slug="trafford", title="Trafford 2040")
    officer = MembershipFactory(plan=plan, user=OfficerFactory(), role="commissioner").user
    mira = person(officer, scripts=False, viewport=PHONE)
    mira.opens("/draft/trafford/workbook/")
    mira.examines()
    data = mira.download(mira.page.get_by_role("link", name="Excel workbook (XLSX)"))
    assert workbook.read(data).plan == "trafford"
    mira.follows("Import a workbook")

    file = tmp_path / "plan.xlsx"
    file.write_bytes(retitled(data, "Homes, counted"))
    mira.page.locator("input[type=file]").set_input_files(file)
    mira.presses("Check the workbook")
    mira.sees("What would change", "Changed: 1", "Homes, counted", "Nothing is stored yet.")
    mira.examines()

    mira.presses("Store these changes")

    mira.sees("1 change is stored.")
    expect(mira.page).to_have_url(f"{mira.base}/draft/trafford/workbook/")
    with scope(plan=plan):
        assert Evidence.objects.get(number=1).title == "Homes, counted"


def test_what_is_wrong_with_a_workbook_is_read_on_a_phone(
    person: MakePerson, tmp_path: Path
) -> None:
    plan = stored_plan(4, slug="trafford")
    officer = MembershipFactory(plan=plan, user=OfficerFactory(), role="commissioner").user
    data = workbook.write(workbook.book_of(plan), plan=plan, format="xlsx")
    file = tmp_path / "plan.xlsx"
    file.write_bytes(retitled(data, "x" * 301))
    mira = person(officer, scripts=False, viewport=PHONE)
    mira.opens("/draft/trafford/workbook/import/")
    mira.page.locator("input[type=file]").set_input_files(file)
    mira.presses("Check the workbook")
    mira.sees("The workbook has faults. Nothing was stored.")
    mira.sees("sheet evidence, row 2, column title")
    mira.examines()
