"""The page of the workbook: download, check, confirm. Without JavaScript."""

import io
import json
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from outcomes.models import Evidence
from scp.core.models import AuditEvent
from scp.plans.models import Membership, Plan
from scp.plans.uploads import Uploads
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import EvidenceFactory
from tests.factories.plans import MembershipFactory
from tests.factories.workbook_plans import stored_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return stored_plan(4, slug="trafford", title="=Trafford")


@pytest.fixture
def mira(plan: Plan) -> Client:
    """Mira is a commissioner: she may change the plan."""
    return client_of(plan, "commissioner")


def client_of(plan: Plan, role: str) -> Client:
    client = Client()
    client.force_login(MembershipFactory(plan=plan, user=OfficerFactory(), role=role).user)
    return client


def uploads_of(client: Client, plan: Plan) -> Uploads:
    with scopes_disabled():
        membership = Membership.objects.get(plan=plan, user_id=client.session["_auth_user_id"])
    return Uploads(plan, membership.user)


def downloaded(client: Client, plan: Plan, kind: str) -> bytes:
    response = client.get(reverse("draft-workbook-file", args=[plan.slug, kind]))
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith('attachment; filename="trafford-')
    return response.content


def uploaded(client: Client, plan: Plan, data: bytes, name: str = "plan.json") -> Any:
    address = reverse("draft-workbook-import", args=[plan.slug])
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def confirmed(client: Client, plan: Plan, response: Any) -> Any:
    address = reverse("draft-workbook-confirm", args=[plan.slug])
    return client.post(address, hidden(response), follow=True)


def hidden(response: Any) -> dict[str, str]:
    """What the button of a page with a trial sends."""
    text = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(sha256|digest)" value="(\w+)">', text))


def with_title(client: Client, plan: Plan, title: str) -> bytes:
    document = json.loads(downloaded(client, plan, "json"))
    document["sheets"]["evidence"][0]["title"] = title
    return json.dumps(document).encode()


def title_of(plan: Plan) -> str:
    with scope(plan=plan):
        return str(Evidence.objects.get(number=1).title)


def test_whoever_reads_the_draft_downloads_it_and_only_editors_are_offered_an_import(plan, mira):
    viewer = client_of(plan, "viewer")
    address = reverse("draft-workbook", args=[plan.slug])
    offer = reverse("draft-workbook-import", args=[plan.slug])
    assert offer in mira.get(address).content.decode()
    assert offer not in viewer.get(address).content.decode()
    file = openpyxl.load_workbook(io.BytesIO(downloaded(viewer, plan, "xlsx")))
    assert file["evidence"]["A2"].value == "EV-001"


def test_a_workbook_of_another_kind_is_not_found(plan, mira):
    address = reverse("draft-workbook-file", args=[plan.slug, "ods"])
    assert mira.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_bringing_back_what_was_downloaded_changes_nothing(plan, mira, kind):
    response = uploaded(mira, plan, downloaded(mira, plan, kind), f"plan.{kind}")
    assert response.status_code == 200
    assert "Nothing: the plan says all of this already." in response.content.decode()


def test_what_would_change_is_shown_and_stored_when_somebody_confirms(plan, mira):
    before = title_of(plan)
    response = uploaded(mira, plan, with_title(mira, plan, "<b>Another</b> title"))
    text = response.content.decode()
    assert "Changed: 1" in text
    assert "&lt;b&gt;Another&lt;/b&gt; title" in text
    assert title_of(plan) == before
    assert not AuditEvent.objects.exists()

    response = confirmed(mira, plan, response)

    assert "1 change is stored." in response.content.decode()
    assert title_of(plan) == "<b>Another</b> title"
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["evidence.revised", "workbook.imported"]


def test_what_was_confirmed_is_not_kept_any_longer(plan, mira):
    response = uploaded(mira, plan, with_title(mira, plan, "Another title"))
    sha256 = hidden(response)["sha256"]
    kept = uploads_of(mira, plan)
    assert kept.get_optional(sha256) is not None
    confirmed(mira, plan, response)
    assert kept.get_optional(sha256) is None
    response = confirmed(mira, plan, response)
    assert "The workbook is no longer here. Choose it again." in response.content.decode()


def test_what_changed_between_check_and_confirmation_is_shown_once_more(plan, mira):
    """Somebody else has just made the same change to one of two items."""
    document = json.loads(downloaded(mira, plan, "json"))
    document["sheets"]["evidence"][0]["title"] = "Another title"
    document["sheets"]["needs"][0]["statement"] = "Another need"
    both = uploaded(mira, plan, json.dumps(document).encode())
    one = uploaded(mira, plan, with_title(mira, plan, "Another title"))
    confirmed(mira, plan, one)

    response = confirmed(mira, plan, both)

    assert response.status_code == 409
    assert "Somebody changed the plan meanwhile." in response.content.decode()
    assert "Changed: 1" in response.content.decode()
    assert "Another need" in response.content.decode()
    assert "1 change is stored." in confirmed(mira, plan, response).content.decode()


def test_a_conflict_between_check_and_confirmation_is_named(plan, mira):
    ours = uploaded(mira, plan, with_title(mira, plan, "Ours"))
    confirmed(mira, plan, uploaded(mira, plan, with_title(mira, plan, "Theirs")))
    response = confirmed(mira, plan, ours)
    assert response.status_code == 409
    assert "a change to EV-001, which somebody else changed" in response.content.decode()
    assert title_of(plan) == "Theirs"


def test_bytes_that_changed_in_storage_are_not_brought_in(plan, mira):
    response = uploaded(mira, plan, with_title(mira, plan, "Ours"))
    name = uploads_of(mira, plan).name_of(hidden(response)["sha256"])
    with default_storage.open(name, "wb") as file:
        file.write(with_title(mira, plan, "Theirs"))
    before = title_of(plan)
    assert "no longer here" in confirmed(mira, plan, response).content.decode()
    assert title_of(plan) == before


def test_another_plans_upload_cannot_be_confirmed(plan, mira):
    response = uploaded(mira, plan, with_title(mira, plan, "Ours"))
    other = stored_plan(5, slug="stockport")
    stranger = client_of(other, "lead")
    assert "no longer here" in confirmed(stranger, other, response).content.decode()


def test_another_persons_upload_to_the_same_plan_cannot_be_confirmed(plan, mira):
    before = title_of(plan)
    response = uploaded(mira, plan, with_title(mira, plan, "Ours"))
    assert "no longer here" in confirmed(client_of(plan, "lead"), plan, response).content.decode()
    assert title_of(plan) == before


def test_faults_are_listed_with_their_place(plan, mira):
    document = json.loads(downloaded(mira, plan, "json"))
    document["sheets"]["evidence"][0]["type"] = "<script>"
    document["sheets"]["needs"][0]["reviewed_on"] = "soon"
    response = uploaded(mira, plan, json.dumps(document).encode())
    assert response.status_code == 422
    assert "sheet needs, row 1, column reviewed_on: found “soon”" in response.content.decode()
    assert "<script>" not in response.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_file_that_is_none_is_refused(plan, mira):
    response = uploaded(mira, plan, b"not a workbook")
    assert response.status_code == 422
    assert "no JSON" in response.content.decode()


# --- Commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_the_commands_write_a_file_and_bring_it_back(plan, tmp_path, kind, capsys):
    file = tmp_path / f"plan.{kind}"
    call_command("export_workbook", "trafford", "--format", kind, "-o", str(file))
    call_command("import_workbook", "trafford", str(file))
    assert "Changes: 0" in capsys.readouterr().out


def test_a_dry_run_lists_what_would_change_and_stores_nothing(plan, mira, tmp_path, capsys):
    file = tmp_path / "plan.json"
    file.write_bytes(with_title(mira, plan, "Another title"))
    before = title_of(plan)
    call_command("import_workbook", "trafford", str(file), "--dry-run")
    assert "changed: evidence EV-001" in capsys.readouterr().out
    assert title_of(plan) == before
    call_command("import_workbook", "trafford", str(file))
    assert title_of(plan) == "Another title"
    event = AuditEvent.objects.get(action="workbook.imported")
    assert event.actor_label == "command import_workbook"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("import_workbook", "nowhere", "x.json"), "There is no plan called nowhere."),
        (("import_workbook", "trafford", "/nowhere/x.json"), "x.json cannot be read"),
        (("export_workbook", "nowhere", "-o", "x.json"), "There is no plan called nowhere."),
        (("export_workbook", "trafford", "-o", "/nowhere/x.xlsx"), "x.xlsx cannot be written"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_cannot_do_it_says_why(plan, arguments, expected):
    with pytest.raises(CommandError, match=expected):
        call_command(*arguments)


def test_a_command_that_finds_faults_stores_nothing(plan, tmp_path):
    file = tmp_path / "plan.json"
    file.write_text("{}")
    with pytest.raises(CommandError, match=r"Nothing was stored\.\nthe file: found JSON"):
        call_command("import_workbook", "trafford", str(file))


def test_export_asks_as_many_queries_whatever_the_size(plan, mira, django_assert_max_num_queries):
    address = reverse("draft-workbook-file", args=[plan.slug, "json"])
    mira.get(address)
    with django_assert_max_num_queries(45) as few:
        mira.get(address)
    EvidenceFactory.create_batch(20, plan=plan)
    with django_assert_max_num_queries(len(few.captured_queries)):
        mira.get(address)
