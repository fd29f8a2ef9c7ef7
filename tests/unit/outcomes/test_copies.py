"""Which files may be kept, what they are called, and where their bytes are."""

import hashlib
import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from outcomes import copies
from outcomes.copies import examine, office
from outcomes.copies.examination import ENDINGS, clean_name
from outcomes.models import EvidenceFile
from scp.core.errors import InvalidInput
from tests.factories import files
from tests.factories.outcomes import EvidenceFactory
from tests.factories.why import copy_of, kept_copy

KEPT = {
    "application/pdf": files.pdf(),
    office.XLSX: files.xlsx(),
    office.DOCX: files.docx(),
    "image/png": files.image("PNG"),
    "image/jpeg": files.image("JPEG"),
}


def refusal(data: bytes, name: str = "report.pdf") -> str:
    with pytest.raises(InvalidInput) as refused:
        examine(io.BytesIO(data), name=name)
    return str(refused.value)


class TestWhatIsKept:
    def test_every_kind_has_an_example_here(self) -> None:
        assert KEPT.keys() == ENDINGS.keys()

    @pytest.mark.parametrize("media_type", KEPT)
    def test_it_is_known_by_its_bytes_whatever_its_name(self, media_type: str) -> None:
        data = KEPT[media_type]

        copy = examine(io.BytesIO(data), name="invoice.exe")

        assert copy.media_type == media_type
        assert copy.size == len(data)
        assert copy.sha256 == hashlib.sha256(data).hexdigest()
        assert copy.name == f"invoice.exe{ENDINGS[media_type][0]}"

    @pytest.mark.parametrize("media_type", KEPT)
    def test_it_can_be_read_from_its_beginning_afterwards(self, media_type: str) -> None:
        copy = examine(io.BytesIO(KEPT[media_type]), name="x")

        assert copy.file.read() == KEPT[media_type]

    @pytest.mark.parametrize(
        "data",
        [
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            b"MZ\x90\x00 a program",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            b"a,b\n1,2\n",
            b"\x00",
            b" %PDF-1.7 not at the beginning %%EOF",
            files.image("GIF"),
            b"\x1f\x8b\x08" + bytes(20),
        ],
        ids=["html", "svg", "exe", "doc", "csv", "nul", "late-pdf", "gif", "gzip"],
    )
    def test_what_else_there_is_is_refused_with_what_would_do(self, data: bytes) -> None:
        words = refusal(data)

        assert words.startswith("This is not a PDF, an Excel workbook")
        assert "Save it as one of these" in words

    def test_nothing_is_not_a_file(self) -> None:
        assert refusal(b"") == "The file is empty. Choose the whole file."

    def test_a_pdf_that_was_cut_off_is_refused(self) -> None:
        assert refusal(files.pdf()[:-60]) == "The PDF stops before its end. Download it again."

    def test_the_largest_that_is_kept_and_one_byte_more(self, settings: Any) -> None:
        data = files.pdf()
        settings.EVIDENCE_FILE_LIMIT = len(data)

        assert examine(io.BytesIO(data), name="x").size == len(data)
        assert refusal(data + b"\n").endswith("MB can be kept.")

    def test_too_large_is_said_in_figures(self, settings: Any) -> None:
        settings.EVIDENCE_FILE_LIMIT = 2_000_000

        words = refusal(b"%PDF-1.7" + bytes(2_500_000))

        assert words == "The file has 2.5 MB. At most 2 MB can be kept."


class TestOfficeFiles:
    @pytest.mark.parametrize("media_type", [office.DOCX, office.XLSX])
    @pytest.mark.parametrize("lacks", ["contents", "main"])
    def test_a_file_that_lacks_what_makes_it_one_is_a_zip_file(
        self, media_type: str, lacks: str
    ) -> None:
        left_out = office.CONTENTS if lacks == "contents" else office.MAIN[media_type]

        words = refusal(files.office(media_type, left_out=left_out))

        assert words.startswith("This is a zip file, but not")

    @pytest.mark.parametrize(
        "parts",
        [
            {"index.html": b"<html>"},
            {"AndroidManifest.xml": b"x", "classes.dex": b"x"},
            {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"},
            {office.CONTENTS: b"<Types/>", "ppt/presentation.xml": b"x"},
            {office.CONTENTS: b"<Types/>", "word/document.xml": b"only the place of it"},
        ],
        ids=["web", "app", "odt", "slides", "undeclared"],
    )
    def test_other_things_that_are_zip_files_are_refused(self, parts: dict[str, bytes]) -> None:
        assert "Choose one of the files that are in it" in refusal(files.zipped(parts), "a.docx")

    @pytest.mark.parametrize("make", [files.docx, files.xlsx])
    def test_macros_are_refused(self, make: Any) -> None:
        with_macros = make(parts={"word/vbaProject.bin": b"x"})
        says_so = make(contents="<Types>application/vnd.ms-word.document.macroEnabled</Types>")

        for data in (with_macros, says_so):
            assert refusal(data) == (
                "The file has macros. Save it as .docx or .xlsx and choose that."
            )

    def test_a_password_is_refused(self) -> None:
        words = refusal(files.docx(locked=True))

        assert words == "The file is locked with a password. Save it without one."

    def test_a_bomb_is_told_from_its_directory(self) -> None:
        bomb = files.docx(parts={"word/media/zeros.bin": bytes(20_000_000)})
        assert len(bomb) < 50_000

        assert "would unpack to 20 MB" in refusal(bomb)

    def test_a_bomb_of_many_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "MAX_PARTS", 20)
        many = {f"word/media/{n}.bin": b"x" for n in range(20)}

        assert "in 23 parts" in refusal(files.docx(parts=many))

    def test_large_is_not_a_bomb(self) -> None:
        """Figures shrink well, and that is no crime."""
        figures = "".join(f'<c r="A{n}"><v>{n * 7919 % 1000}</v></c>' for n in range(100_000))
        data = files.xlsx(parts={"xl/worksheets/sheet1.xml": figures.encode()})

        assert examine(io.BytesIO(data), name="a.xlsx").media_type == office.XLSX

    def test_more_than_may_be_unpacked_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "MAX_UNPACKED", 100)

        assert "more than a document needs" in refusal(files.docx(parts={"a": bytes(101)}))

    def test_a_list_of_contents_that_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "MAX_CONTENTS", 100)

        assert refusal(files.docx()).startswith("This is a zip file")

    def test_a_damaged_part_is_found(self) -> None:
        good = files.docx(parts={"word/media/a.bin": bytes(range(256)) * 40})
        at = good.index(b"word/media/a.bin") + 40
        bad = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]

        assert refusal(bad) == "The file is damaged. Save it again and choose it once more."

    @pytest.mark.parametrize("keep", [4, 30, 200])
    def test_half_a_file_is_damaged(self, keep: int) -> None:
        assert refusal(files.docx()[:keep]).startswith("The file is damaged")

    def test_a_part_that_lies_about_its_size_is_damaged(self) -> None:
        """What is declared is what is unpacked: the rest of a bomb never is."""
        data = bytearray(files.docx(parts={"zeros": bytes(100_000)}))
        at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"zeros"))
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")

        assert refusal(bytes(data)).startswith("The file is damaged")


class TestNames:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("report.pdf", "report.pdf"),
            ("Report.PDF", "Report.PDF"),
            ("JSNA 2025 – final.pdf", "JSNA 2025 – final.pdf"),
            ("C:\\Users\\mira\\Desktop\\report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("report.docx", "report.docx.pdf"),
            ("report", "report.pdf"),
            ("", "copy.pdf"),
            (".pdf", "pdf.pdf"),
            ("...", "copy.pdf"),
            ("/", "copy.pdf"),
            ('a"b<c>d|e?f*g:h.pdf', "a_b_c_d_e_f_g_h.pdf"),
            ("line\r\nSet-Cookie: x.pdf", "lineSet-Cookie_ x.pdf"),
            ("nul\x00.pdf", "nul.pdf"),
            ("evil\u202efdp.exe", "evilfdp.exe.pdf"),
            ("half \ud800.pdf", "half.pdf"),
            ("cafe\u0301.pdf", "café.pdf"),
            ("  much   room .pdf", "much room.pdf"),
        ],
    )
    def test_a_name_is_safe_and_says_what_the_file_is(self, given: str, kept: str) -> None:
        assert clean_name(given, "application/pdf") == kept

    def test_both_endings_of_a_jpeg_stay(self) -> None:
        assert clean_name("a.jpeg", "image/jpeg") == "a.jpeg"
        assert clean_name("a.jpg", "image/jpeg") == "a.jpg"
        assert clean_name("a.png", "image/jpeg") == "a.png.jpg"

    @pytest.mark.parametrize("letter", ["a", "é", "𝄞"])
    def test_a_long_name_keeps_its_ending_and_fits_its_column(self, letter: str) -> None:
        name = clean_name(letter * 500 + ".pdf", "application/pdf")

        assert name.endswith(f"{letter}.pdf")
        assert len(name) == EvidenceFile._meta.get_field("name").max_length


class TestStorage:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def folder(self, settings: Any, tmp_path: Any) -> Any:
        settings.MEDIA_ROOT = str(tmp_path)
        return tmp_path

    def test_a_copy_is_stored_under_its_hash(self, folder: Any) -> None:
        copy = copy_of()

        copies.store(copy)

        path = folder / "evidence" / copy.sha256[:2] / copy.sha256
        assert hashlib.sha256(path.read_bytes()).hexdigest() == copy.sha256
        assert copies.is_stored(copy.sha256)
        assert copies.is_whole(copy.sha256)

    def test_the_same_bytes_are_stored_once(self, folder: Any) -> None:
        for name in ("one.pdf", "two.pdf"):
            copies.store(copy_of(name=name))

        assert len([path for path in folder.rglob("*") if path.is_file()]) == 1

    def test_a_stump_under_the_right_name_is_replaced(self) -> None:
        copy = copy_of()
        default_storage.save(f"evidence/{copy.sha256[:2]}/{copy.sha256}", ContentFile(b"%PDF"))

        copies.store(copy)

        assert copies.is_whole(copy.sha256)

    def test_who_stores_second_leaves_no_double(
        self, folder: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Both asked whether it was there before either had stored it."""
        copies.store(copy_of())
        monkeypatch.setattr(type(default_storage._wrapped), "exists", lambda *_: False)  # type: ignore[attr-defined]
        monkeypatch.setattr(
            type(default_storage._wrapped),  # type: ignore[attr-defined]
            "get_available_name",
            lambda _self, name, max_length=None: f"{name}_again",
        )

        copies.store(copy_of())

        assert len([path for path in folder.rglob("*") if path.is_file()]) == 1

    def test_what_a_source_still_keeps_is_not_thrown_away(self) -> None:
        file = kept_copy(EvidenceFactory())

        assert not copies.discard_if_unused(file.sha256)
        assert copies.is_stored(file.sha256)

    def test_not_even_when_only_another_plan_keeps_it(self) -> None:
        ours, theirs = kept_copy(EvidenceFactory()), kept_copy(EvidenceFactory())
        assert ours.plan != theirs.plan
        EvidenceFile._base_manager.filter(pk=ours.pk).update(removed_at=timezone.now())

        assert not copies.discard_if_unused(ours.sha256)

    def test_what_nobody_keeps_is_thrown_away(self) -> None:
        file = kept_copy(EvidenceFactory())
        EvidenceFile._base_manager.filter(pk=file.pk).update(removed_at=timezone.now())

        assert copies.discard_if_unused(file.sha256)
        assert not copies.is_stored(file.sha256)


class TestCheckCopies:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def _folder(self, settings: Any, tmp_path: Any) -> None:
        settings.MEDIA_ROOT = str(tmp_path)

    def check(self, *options: str) -> list[str]:
        out = io.StringIO()
        try:
            call_command("check_copies", *options, stdout=out)
        except CommandError as error:
            out.write(f"FAILED {error}")
        return out.getvalue().splitlines()

    def test_before_anything_is_kept_all_is_well(self) -> None:
        assert self.check() == ["0 copies, 0 at fault, 0 unused."]

    def test_whole_copies_are_not_named(self) -> None:
        kept_copy(EvidenceFactory())

        assert self.check() == ["1 copies, 0 at fault, 0 unused."]

    def test_a_lost_copy_is_named_with_everybody_who_keeps_it(self) -> None:
        one, two = (kept_copy(EvidenceFactory()) for _ in range(2))
        default_storage.delete(one.stored_name)

        lost, total, failed = self.check()

        assert lost.startswith(f"lost {one.sha256} ")
        assert {f"{f.plan.slug}/{f.reference}" for f in (one, two)} <= set(
            lost.replace(",", "").split()
        )
        assert total == "1 copies, 1 at fault, 0 unused."
        assert failed.startswith("FAILED Bring the lost")

    def test_a_damaged_copy_is_named(self) -> None:
        file = kept_copy(EvidenceFactory())
        default_storage.delete(file.stored_name)
        default_storage.save(file.stored_name, ContentFile(b"%PDF another"))

        assert self.check()[0] == f"damaged {file.sha256} {file.plan.slug}/{file.reference}"

    def test_unused_bytes_are_named_and_on_demand_thrown_away(self) -> None:
        copy = copy_of()
        copies.store(copy)

        assert self.check() == [f"unused {copy.sha256}", "0 copies, 0 at fault, 1 unused."]
        assert copies.is_stored(copy.sha256)
        assert self.check("--delete")[0] == f"deleted {copy.sha256}"
        assert not copies.is_stored(copy.sha256)
