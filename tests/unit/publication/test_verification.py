"""That every way to tamper with what was published is found, by somebody who rules the database."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import brotli
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from outcomes.actions import outcomes
from scp.accounts.models import User
from scp.plans.models import Plan
from scp.publication.actions import editions
from scp.publication.content import sha256
from scp.publication.models import Edition, Rendering
from scp.publication.queries import edition_bytes_get
from scp.publication.verification import Broken, verify
from tests.factories.accounts import OfficerFactory
from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import PlanFactory, VisionFactory

pytestmark = pytest.mark.django_db
SPREADSHEET = b"PK stands for a workbook"
FIRST, SECOND = "trafford/editions/1", "trafford/editions/2"


@pytest.fixture
def mira() -> User:
    officer: User = OfficerFactory(name="Mira Shah")
    return officer


@pytest.fixture
def plan(mira: User) -> Plan:
    """A plan of two editions, of which the second is withdrawn, and the first has a file."""
    found: Plan = PlanFactory(slug="trafford")
    VisionFactory(plan=found)
    need = NeedFactory(plan=found, evidence=[EvidenceFactory(plan=found)])
    outcome = OutcomeFactory(plan=found, needs=[need], indicators=[IndicatorFactory(plan=found)])
    first = editions.publish(plan=found, reason="Agreed", by=mira)
    digest = sha256(SPREADSHEET)
    Rendering.objects.create(
        edition=first,
        kind="xlsx",
        file_name=default_storage.save(f"renderings/{digest}.xlsx", ContentFile(SPREADSHEET)),
        sha256=digest,
        size=len(SPREADSHEET),
        made_at=timezone.now(),
    )
    outcomes.revise(
        outcome=outcome, seen_version=outcome.version, statement="Nobody goes cold", by=mira
    )
    second = editions.publish(plan=found, reason="Comments taken up", by=mira)
    editions.withdraw(edition=second, reason="It named a family", by=mira)
    return found


def tamper(statement: str, *values: Any) -> None:
    """What the database refuses to everybody who does not own its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("publication_edition", "publication_withdrawal", "core_auditevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)


def first() -> Edition:
    return Edition.objects.get(number=1)


def other_bytes() -> None:
    raw = edition_bytes_get(first()).body.replace(b"Agreed", b"Argued")
    tamper("UPDATE publication_edition SET content = %s WHERE number = 1", raw)


def other_bytes_with_their_hash() -> None:
    raw = edition_bytes_get(first()).body.replace(b"Agreed", b"Argued")
    words = "UPDATE publication_edition SET content = %s, sha256 = %s WHERE number = 1"
    tamper(words, raw, sha256(raw))


def no_plan_at_all() -> None:
    raw = b'{"plan": "none"}'
    words = "UPDATE publication_edition SET content = %s, sha256 = %s WHERE number = 1"
    tamper(words, raw, sha256(raw))


def row(assignment: str, number: int = 1) -> Callable[[], None]:
    return lambda: tamper(f"UPDATE publication_edition SET {assignment} WHERE number = {number}")


def a_lost_file() -> None:
    default_storage.delete(Rendering.objects.get().file_name)


def a_changed_file() -> None:
    name = Rendering.objects.get().file_name
    default_storage.delete(name)
    default_storage.save(name, ContentFile(SPREADSHEET.replace(b"work", b"note")))


OTHER_ENCODINGS = {
    Broken(FIRST, "its bytes as gzip are not its bytes"),
    Broken(FIRST, "its bytes as br are not its bytes"),
}
NOT_RECORDED = "the audit trail has another hash of it"
TAMPERING: dict[str, tuple[Callable[[], None], set[Broken]]] = {
    "bytes": (other_bytes, OTHER_ENCODINGS | {Broken(FIRST, "its bytes do not have its hash")}),
    "bytes and their hash": (
        other_bytes_with_their_hash,
        OTHER_ENCODINGS
        | {
            Broken(FIRST, NOT_RECORDED),
            Broken(FIRST, "its row has another reason than its bytes"),
        },
    ),
    "another document": (
        no_plan_at_all,
        OTHER_ENCODINGS
        | {Broken(FIRST, NOT_RECORDED), Broken(FIRST, "its bytes are not a published plan")},
    ),
    "an encoding": (
        lambda: tamper(
            "UPDATE publication_edition SET content_brotli = %s WHERE number = 1",
            brotli.compress(b"{}"),
        ),
        {Broken(FIRST, "its bytes as br are not its bytes")},
    ),
    "no encoding": (
        row("content_gzip = 'rubbish'"),
        {Broken(FIRST, "its bytes as gzip are not its bytes")},
    ),
    "a reason": (
        row("reason = 'Refused'"),
        {Broken(FIRST, "its row has another reason than its bytes")},
    ),
    "a label": (
        row("minor = 7"),
        {Broken(FIRST, "its row has another label than its bytes")},
    ),
    "a date": (
        row("published_at = published_at - interval '1 day'"),
        {Broken(FIRST, "its row has another published_at than its bytes")},
    ),
    "the reason of a withdrawal": (
        lambda: tamper("UPDATE publication_withdrawal SET reason = 'Tidied up'"),
        {Broken(SECOND, "the audit trail has another reason why it was withdrawn")},
    ),
    "a withdrawal": (
        lambda: tamper("DELETE FROM publication_withdrawal"),
        {Broken(SECOND, "the audit trail says it was withdrawn, and it is not")},
    ),
    "a lost file": (a_lost_file, {Broken(f"{FIRST} xlsx", "its file is not there")}),
    "a changed file": (
        a_changed_file,
        {Broken(f"{FIRST} xlsx", "its file does not have its hash")},
    ),
}


def test_what_is_whole_is_counted(plan: Plan) -> None:
    out = StringIO()

    call_command("verify_editions", stdout=out)

    events = verify().events
    assert out.getvalue() == f"All whole: 2 editions, 1 files, {events} audit events.\n"
    assert events > 3


@pytest.mark.parametrize("what", TAMPERING)
def test_what_was_tampered_with_is_named_and_nothing_else(plan: Plan, what: str) -> None:
    act, broken = TAMPERING[what]

    act()

    found = verify().broken
    assert set(found) == broken
    assert len(found) == len(broken)


def test_an_edition_that_was_removed_is_missed(plan: Plan) -> None:
    tamper("DELETE FROM publication_withdrawal")
    tamper("DELETE FROM publication_edition WHERE number = 2")

    assert set(verify().broken) == {
        Broken(SECOND, "the audit trail says it was published, and it is not there"),
        Broken(SECOND, "the audit trail says it was withdrawn, and it is not"),
    }


def test_an_edition_that_nobody_published_is_found(plan: Plan) -> None:
    tamper("DELETE FROM core_auditevent WHERE action = 'edition.published' AND subject = %s", FIRST)

    broken = verify().broken
    assert Broken(FIRST, "the audit trail does not say that it was published") in broken
    assert any(one.reason == "an event before it is missing" for one in broken)


def test_the_chain_of_what_supersedes_what_is_followed(plan: Plan) -> None:
    tamper("ALTER TABLE publication_edition DROP CONSTRAINT edition_supersedes_one_of_its_plan")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX edition_one_first_a_plan")
        cursor.execute("UPDATE publication_edition SET supersedes_id = NULL WHERE number = 2")

    assert verify().broken == [Broken(SECOND, "it does not supersede the edition before it")]


def test_the_command_names_all_of_it_and_fails(plan: Plan) -> None:
    a_lost_file()
    row("reason = 'Refused'")()
    said, written = StringIO(), StringIO()

    with pytest.raises(CommandError, match="2 things are not as they were published") as refusal:
        call_command("verify_editions", stderr=said)
    assert refusal.value.returncode == 1
    assert said.getvalue().splitlines() == [
        "trafford/editions/1: its row has another reason than its bytes",
        "trafford/editions/1 xlsx: its file is not there",
    ]

    with pytest.raises(CommandError):
        call_command("verify_editions", "--json", stdout=written)
    found = json.loads(written.getvalue())
    assert (found["editions"], found["files"]) == (2, 1)
    assert found["broken"] == [
        {"what": FIRST, "reason": "its row has another reason than its bytes"},
        {"what": f"{FIRST} xlsx", "reason": "its file is not there"},
    ]
