"""Which edition a copy is of, whether it is whole, and whether it is current."""

import io
import re
import zipfile
import zlib
from typing import Any

import orjson
import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication import recognition
from scp.publication.actions import editions
from scp.publication.content import from_bytes, sha256
from scp.publication.models import Edition, Rendering
from scp.publication.queries import edition_bytes_get
from scp.publication.recognition import MAX_BYTES, Recognised, Standing, Whole
from scp.publication.tabular import csvw, spreadsheet
from scp.publication.tagging import attach, describe
from tests.factories import content as make
from tests.factories.accounts import OfficerFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

pytestmark = pytest.mark.django_db
EMPTY_JSON = b"{}"


@pytest.fixture
def plan() -> Plan:
    found: Plan = PlanFactory(slug="trafford")
    return found


@pytest.fixture
def edition(plan: Plan) -> Edition:
    return edition_of(plan, make.small())


@pytest.fixture
def raw(edition: Edition) -> bytes:
    return edition_bytes_get(edition).body


def printed(raw: bytes) -> bytes:
    """A PDF that carries its data as those of the worker do."""
    pdf, target = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    describe(pdf, title="A plan", language="en-GB", source=raw)
    attach(pdf, raw, "trafford-edition-0.1.json")
    pdf.save(target, compress_streams=True)
    return target.getvalue()


def store(edition: Edition, kind: str, data: bytes) -> None:
    Rendering.objects.create(
        edition=edition,
        kind=kind,
        file_name=f"renderings/{sha256(data)}",
        sha256=sha256(data),
        size=len(data),
        made_at=timezone.now(),
    )


def of_file(data: bytes) -> Recognised | None:
    return recognition.of_file(ContentFile(data))


def said(found: Recognised | None) -> tuple[int, str, Whole]:
    assert found is not None
    return found.edition.number, found.form, found.whole


class TestWhole:
    def test_the_bytes_that_were_hashed(self, raw: bytes) -> None:
        assert said(of_file(raw)) == (1, "json", Whole.WHOLE)

    @pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
    def test_a_file_that_was_made_of_it(self, edition: Edition, kind: str) -> None:
        data = b"%PDF-1.7 stands for a file of any form"
        store(edition, kind, data)

        assert said(of_file(data)) == (1, kind, Whole.WHOLE)
        assert said(recognition.of_hash(sha256(data))) == (1, kind, Whole.HASH)

    def test_its_hash(self, edition: Edition) -> None:
        assert said(recognition.of_hash(edition.sha256)) == (1, "json", Whole.HASH)


class TestNotAsPublished:
    def test_data_that_an_editor_laid_out_anew(self, raw: bytes) -> None:
        document = orjson.loads(raw)
        anew = orjson.dumps(dict(reversed(document.items())), option=orjson.OPT_INDENT_2)

        assert said(of_file(anew)) == (1, "json", Whole.LAID_OUT_ANEW)

    def test_data_with_another_word(self, raw: bytes) -> None:
        changed = raw.replace(b"Every child starts school ready", b"No child starts school ready")
        assert changed != raw

        assert said(of_file(changed)) == (1, "json", Whole.ALTERED)

    def test_a_pdf_that_was_saved_anew(self, edition: Edition, raw: bytes) -> None:
        data = printed(raw)
        store(edition, "pdf", data)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pdf.add_blank_page()
            target = io.BytesIO()
            pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)

        assert said(of_file(data)) == (1, "pdf", Whole.WHOLE)
        assert said(of_file(target.getvalue())) == (1, "pdf", Whole.DATA_WHOLE)

    @pytest.mark.parametrize("compressed", [True, False])
    def test_a_pdf_whose_data_was_taken_out(self, raw: bytes, compressed: bool) -> None:
        with pikepdf.open(io.BytesIO(printed(raw))) as pdf:
            del pdf.attachments["trafford-edition-0.1.json"]
            target = io.BytesIO()
            pdf.save(target, compress_streams=compressed)

        assert said(of_file(target.getvalue())) == (1, "pdf", Whole.ALTERED)

    def test_a_spreadsheet_that_was_saved_anew(self, edition: Edition, raw: bytes) -> None:
        data = spreadsheet.write(from_bytes(raw), sha256=edition.sha256)
        book, target = load_workbook(io.BytesIO(data)), io.BytesIO()
        book.worksheets[1]["A2"] = "Something else"
        book.save(target)

        assert said(of_file(target.getvalue())) == (1, "", Whole.ALTERED)

    def test_tables_that_were_zipped_anew(self, edition: Edition, raw: bytes) -> None:
        data, target = csvw.write(from_bytes(raw), sha256=edition.sha256), io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(target, "w") as other:
            for name in one.namelist():
                other.writestr(name, one.read(name))

        assert said(of_file(target.getvalue())) == (1, "", Whole.ALTERED)


class TestUnknown:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"%PDF-1.7",
            b"%PDF-1.7 stream\nnot packed endstream",
            b"PK\x03\x04 no archive",
            EMPTY_JSON,
            b"[" * 100_000,
            b'{"edition": {"uri": 7}}',
            b'{"edition": {"uri": "https://plans.example.org/plans/trafford/editions/2/"}}',
            b'{"edition": []}',
            b"\xff\xfe",
            b"0" * 64,
        ],
        ids=range(11),
    )
    def test_what_names_no_edition(self, edition: Edition, data: bytes) -> None:
        assert of_file(data) is None

    def test_a_plan_that_is_withdrawn(self, plan: Plan, edition: Edition, raw: bytes) -> None:
        Plan.drafts.filter(pk=plan.pk).update(status=Status.WITHDRAWN)

        assert of_file(raw) is None
        assert recognition.of_hash(edition.sha256) is None


class TestHostileFiles:
    def test_a_bomb_is_not_unpacked_to_its_end(
        self, edition: Edition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recognition, "UNPACKED_AT_MOST", 100_000)
        bomb = zlib.compress(b"\n" * 10_000_000 + edition.sha256.encode())
        assert len(bomb) < 20_000
        parts = list(recognition._pdf_parts(b"%PDF-1.7 stream\n" + bomb))

        assert sum(len(part) for part in parts[1:]) <= 100_000
        assert of_file(b"%PDF-1.7 stream\n" + bomb) is None

    def test_the_same_bytes_a_thousand_times_are_read_within_the_bound(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Blocks that hold nothing, one after the other: each beginning reads all that follow."""
        monkeypatch.setattr(recognition, "UNPACKED_AT_MOST", 1_000_000)
        unpacked: list[int] = []
        was = recognition._unpacked

        def counted(*arguments: Any) -> tuple[bytes, int]:
            part, read = was(*arguments)
            unpacked.append(read)
            return part, read

        monkeypatch.setattr(recognition, "_unpacked", counted)
        nothing = b"\x00\x00\x00\xff\xff" * 100_000
        data = b"%PDF-1.7 " + b"stream\n\x78\x9c" * 5_000 + nothing

        list(recognition._pdf_parts(data))

        assert sum(unpacked) < 2_000_000

    def test_a_sheet_that_unpacks_to_much(
        self, edition: Edition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recognition, "UNPACKED_AT_MOST", 100_000)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/sharedStrings.xml", b"\n" * 1_000_000 + edition.sha256.encode())

        assert of_file(target.getvalue()) is None


class TestStanding:
    def standing(self, edition: Edition) -> Standing:
        found = recognition.of_hash(edition.sha256)
        assert found is not None
        return found.standing

    def test_the_last_is_current_and_those_before_it_are_superseded(
        self, plan: Plan, edition: Edition
    ) -> None:
        assert self.standing(edition) == Standing.CURRENT

        second = edition_of(plan, make.small(edition=make.edition(2)))

        assert self.standing(edition) == Standing.SUPERSEDED
        assert self.standing(second) == Standing.CURRENT

    def test_an_adopted_edition_is_corrected(self, plan: Plan) -> None:
        adopted = edition_of(plan, make.small(edition=facts(1, "adopted", "1.0")))
        corrected = facts(2, "correction", "1.1", change_note="Table 4 was of 2023")
        edition_of(plan, make.small(edition=corrected))

        assert self.standing(adopted) == Standing.CORRECTED
        text = Client().get("/verify/", {"hash": adopted.sha256}).content.decode()
        assert "Table 4 was of 2023" in text
        assert "Read Corrected edition 1.1" in text

        edition_of(plan, make.small(edition=facts(3, "adopted", "2.0")))
        assert self.standing(adopted) == Standing.SUPERSEDED

    def test_a_withdrawn_edition_says_why(self, edition: Edition, raw: bytes) -> None:
        editions.withdraw(edition=edition, reason="It named a family", by=OfficerFactory())

        found = of_file(raw)

        assert said(found) == (1, "json", Whole.WHOLE)
        assert self.standing(edition) == Standing.WITHDRAWN
        text = Client().get("/verify/", {"hash": edition.sha256}).content.decode()
        assert "It named a family" in text
        assert "No later edition" not in text


def facts(number: int, kind: str, label: str, change_note: str = "") -> Any:
    return make.edition(number).model_copy(
        update={"kind": kind, "label": label, "change_note": change_note}
    )


class TestThePage:
    def sent(self, data: bytes, name: str = "plan.json", **more: str) -> Any:
        return Client().post("/verify/", {"file": SimpleUploadedFile(name, data), **more})

    def test_asks_first(self) -> None:
        answer = Client().get("/verify/", {"utm_source": "letter"})

        assert answer.status_code == 200
        assert 'type="file"' in answer.content.decode()

    def test_says_what_a_file_is(self, edition: Edition, raw: bytes) -> None:
        text = self.sent(raw).content.decode()

        for words in (
            "Consultation draft 0.1",
            "This file is, byte for byte, what was published.",
            "No later edition of this plan is published.",
            edition.sha256,
        ):
            assert words in text

    def test_warns_of_what_was_changed(self, raw: bytes) -> None:
        text = self.sent(raw.replace(b"Every child", b"Some child")).content.decode()

        assert "Do not rely on it." in text
        assert "byte for byte" not in text

    @pytest.mark.parametrize("spaced", [str.upper, lambda digest: re.sub("(.{8})", r"\1 ", digest)])
    def test_takes_a_hash_as_people_copy_it(self, edition: Edition, spaced: Any) -> None:
        answer = Client().post("/verify/", {"hash": spaced(edition.sha256)})

        assert "This is the SHA-256 of what was published." in answer.content.decode()

    def test_says_that_something_is_unknown(self, edition: Edition) -> None:
        answer = self.sent(EMPTY_JSON)

        assert answer.status_code == 200
        assert "This is of no edition that is published here." in answer.content.decode()

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({}, "one of the two"),
            ({"hash": "abc"}, "Enter the whole SHA-256"),
            ({"hash": "g" * 64}, "Enter the whole SHA-256"),
            ({"hash": "0" * 201}, "200 characters"),
        ],
    )
    def test_refuses_what_is_neither(self, answers: dict[str, str], sentence: str) -> None:
        answer = Client().post("/verify/", answers)

        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_refuses_both_at_once(self, edition: Edition, raw: bytes) -> None:
        assert self.sent(raw, hash=edition.sha256).status_code == 422

    def test_refuses_an_empty_file_and_one_that_is_too_large(self) -> None:
        assert "The file is empty" in self.sent(b"").content.decode()

        answer = self.sent(b" " * (MAX_BYTES + 1))

        assert answer.status_code == 422
        assert "larger than 20 MB" in answer.content.decode()
