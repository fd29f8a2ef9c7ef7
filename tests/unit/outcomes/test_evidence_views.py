"""Pages of kept copies and of what is not known."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from outcomes.models import Evidence, EvidenceFile, EvidenceGap
from scp.core.models import AuditEvent
from scp.plans.models import Plan
from scp.plans.views.base import PAGE_SIZE
from tests.factories import files
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.why import PDF, EvidenceGapFactory, kept_copy
from tests.unit.plans.kinds import date

pytestmark = pytest.mark.django_db
LIBRARY = "/draft/trafford/evidence-library"
GAPS = "/draft/trafford/evidence-gaps"
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    return signed_in(cast.commissioner)


@pytest.fixture
def evidence(cast: Cast) -> Evidence:
    source: Evidence = EvidenceFactory(plan=cast.plan)
    return source


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def chosen(data: bytes = PDF, name: str = "report.pdf", says: str = "text/html") -> Any:
    return {"file": SimpleUploadedFile(name, data, content_type=says)}


class TestKeeping:
    def test_a_file_is_kept_as_what_it_is_and_not_what_the_browser_says(
        self, evidence: Evidence, commissioner: Client
    ) -> None:
        page = commissioner.post(f"{LIBRARY}/EV-001/copies/add/", chosen(), follow=True)

        assert page.redirect_chain[-1][0] == f"{LIBRARY}/EV-001/"
        assert "report.pdf is kept." in text_of(page)
        file = EvidenceFile._base_manager.get()
        assert (file.media_type, file.size) == ("application/pdf", len(PDF))
        assert file.sha256 in text_of(page), "anybody can see by what to tell it again"

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"<html>", "This is not a PDF"),
            (b"", "The file is empty. Choose the whole file."),
            (PDF[:-8], "The PDF stops before its end."),
            (files.docx(locked=True), "The file is locked with a password."),
            (files.zipped({"a": b"b"}), "This is a zip file, but not"),
        ],
    )
    def test_a_file_that_may_not_be_kept_is_refused_at_its_field(
        self, evidence: Evidence, commissioner: Client, data: bytes, words: str
    ) -> None:
        page = commissioner.post(f"{LIBRARY}/EV-001/copies/add/", chosen(data))

        assert page.status_code == 422
        assert words in text_of(page)
        assert 'href="#id_file"' in page.content.decode(), "the summary leads to the question"
        assert not EvidenceFile._base_manager.exists()
        assert default_storage.listdir("")[0] == []

    def test_no_file_at_all(self, evidence: Evidence, commissioner: Client) -> None:
        page = commissioner.post(f"{LIBRARY}/EV-001/copies/add/")

        assert page.status_code == 422
        assert "Select the copy to keep" in text_of(page)

    def test_the_limit_is_said_before_and_after(
        self, evidence: Evidence, commissioner: Client, settings: Any
    ) -> None:
        settings.EVIDENCE_FILE_LIMIT = 3_000_000
        address = f"{LIBRARY}/EV-001/copies/add/"

        assert "of at most 3 MB" in text_of(commissioner.get(address))
        page = commissioner.post(address, chosen(PDF + bytes(3_000_000)))
        assert "The file has 3.0 MB. At most 3 MB can be kept." in text_of(page)

    def test_a_large_file_that_django_keeps_on_disk_is_kept_whole(
        self, evidence: Evidence, commissioner: Client
    ) -> None:
        data = b"%PDF-1.7\n" + bytes(3_000_000) + b"\n%%EOF\n"

        commissioner.post(f"{LIBRARY}/EV-001/copies/add/", chosen(data))

        got = commissioner.get("/draft/trafford/copies/F1/")
        assert b"".join(got.streaming_content) == data  # type: ignore[attr-defined]

    def test_the_same_file_twice_is_said_to_be_there(
        self, evidence: Evidence, commissioner: Client
    ) -> None:
        kept_copy(evidence)

        page = commissioner.post(f"{LIBRARY}/EV-001/copies/add/", chosen())

        assert page.status_code == 422
        assert "EV-001 already keeps this file: F1, report.pdf." in text_of(page)

    def test_when_the_plan_has_ended(self, evidence: Evidence, cast: Cast) -> None:
        Plan.drafts.filter(pk=cast.plan.pk).update(status="withdrawn")

        page = signed_in(cast.lead).post(f"{LIBRARY}/EV-001/copies/add/", chosen())

        assert page.status_code == 409
        assert not EvidenceFile._base_manager.exists()

    def test_a_source_that_is_not_there(self, evidence: Evidence, commissioner: Client) -> None:
        Evidence._base_manager.update(removed_at=timezone.now())

        assert commissioner.post(f"{LIBRARY}/EV-001/copies/add/", chosen()).status_code == 404


class TestDownloading:
    @pytest.mark.parametrize("who", ["lead", "commissioner", "contributor", "viewer"])
    def test_members_get_the_bytes_to_save_and_never_to_see(
        self, evidence: Evidence, cast: Cast, who: str
    ) -> None:
        kept_copy(evidence, name="JSNA – 2025.pdf")

        got = signed_in(getattr(cast, who)).get("/draft/trafford/copies/F1/")

        assert b"".join(got.streaming_content) == PDF  # type: ignore[attr-defined]
        assert got["Content-Type"] == "application/pdf"
        assert got["Content-Disposition"].startswith("attachment; filename*=utf-8''JSNA%20")
        assert got["X-Content-Type-Options"] == "nosniff"
        policy = got["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "sandbox"} <= set(policy)
        assert not [rule for rule in policy if rule != "sandbox" and not rule.endswith(" 'none'")]
        assert "private" in got["Cache-Control"]
        assert "no-store" in got["Cache-Control"]

    def test_outsiders_and_strangers_do_not(self, evidence: Evidence, cast: Cast) -> None:
        kept_copy(evidence)

        assert signed_in(cast.outsider).get("/draft/trafford/copies/F1/").status_code == 404
        assert Client().get("/draft/trafford/copies/F1/").status_code == 302

    def test_members_of_another_plan_do_not_under_their_own_address(
        self, evidence: Evidence, cast: Cast
    ) -> None:
        kept_copy(evidence)
        theirs = cast_of(PlanFactory(slug="salford"))

        assert signed_in(theirs.lead).get("/draft/salford/copies/F1/").status_code == 404

    @pytest.mark.parametrize("gone", ["copy", "source"])
    def test_what_was_removed_is_not_there(
        self, evidence: Evidence, commissioner: Client, gone: str
    ) -> None:
        file = kept_copy(evidence)
        row: Any = file if gone == "copy" else evidence
        type(row)._base_manager.filter(pk=row.pk).update(removed_at=timezone.now())

        assert commissioner.get("/draft/trafford/copies/F1/").status_code == 404

    def test_bytes_that_storage_has_lost_are_not_found_and_are_logged(
        self, evidence: Evidence, commissioner: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        file = kept_copy(evidence)
        default_storage.delete(file.stored_name)

        assert commissioner.get("/draft/trafford/copies/F1/").status_code == 404
        assert any("copy_is_lost" in str(record.msg) for record in caplog.records)

    @pytest.mark.parametrize("reference", ["EV-001", "1", "F0", "F2", "F99999999"])
    def test_other_references_are_not_found(
        self, evidence: Evidence, commissioner: Client, reference: str
    ) -> None:
        kept_copy(evidence)

        assert commissioner.get(f"/draft/trafford/copies/{reference}/").status_code == 404


class TestRemoving:
    ADDRESS = "/draft/trafford/copies/F1/remove/"

    def test_a_reason_is_asked_for(self, evidence: Evidence, commissioner: Client) -> None:
        kept_copy(evidence)

        page = commissioner.post(self.ADDRESS, {"version": "1", "reason": ""})

        assert page.status_code == 422
        assert "Enter why it is removed" in text_of(page)
        assert EvidenceFile._base_manager.get().removed_at is None

    def test_with_it_the_copy_goes(
        self, evidence: Evidence, commissioner: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        file = kept_copy(evidence)

        with django_capture_on_commit_callbacks(execute=True):
            page = commissioner.post(
                self.ADDRESS, {"version": "1", "reason": "Names a person"}, follow=True
            )

        assert "F1 removed." in text_of(page)
        assert "No copy is kept." in text_of(page)
        assert not default_storage.exists(file.stored_name)
        assert AuditEvent.objects.latest("pk").data["reason"] == "Names a person"

    @pytest.mark.parametrize("version", ["2", "7"])
    def test_a_version_that_is_another_one_removes_nothing(
        self, evidence: Evidence, commissioner: Client, version: str
    ) -> None:
        kept_copy(evidence)

        page = commissioner.post(self.ADDRESS, {"version": version, "reason": "x"}, follow=True)

        assert "was changed by someone else after you opened it" in text_of(page)
        assert EvidenceFile._base_manager.get().removed_at is None


def listed(page: Any) -> list[str]:
    return re.findall(r'<span class="scp-reference">([^<]+)</span>', page.content.decode())


class TestGaps:
    def test_what_is_open_comes_first_and_what_is_due_first(
        self, cast: Cast, commissioner: Client
    ) -> None:
        plan = cast.plan
        EvidenceGapFactory(plan=plan, closed_on=DAY, answer="Found")
        EvidenceGapFactory(plan=plan)
        EvidenceGapFactory(plan=plan, due_on=dt.date(2028, 1, 1))
        EvidenceGapFactory(plan=plan, due_on=dt.date(2027, 1, 1))
        EvidenceGapFactory(plan=plan, closed_on=dt.date(2026, 9, 1), answer="Found")

        assert listed(commissioner.get(f"{GAPS}/")) == ["G4", "G3", "G2", "G5", "G1"]

    @pytest.mark.parametrize(
        ("show", "expected"),
        [("open", ["G1"]), ("closed", ["G2"]), ("all", ["G1", "G2"]), ("x", ["G1", "G2"])],
    )
    def test_only_some_of_them(
        self, cast: Cast, commissioner: Client, show: str, expected: list[str]
    ) -> None:
        EvidenceGapFactory(plan=cast.plan)
        EvidenceGapFactory(plan=cast.plan, closed_on=DAY, answer="There are 212")

        page = commissioner.get(f"{GAPS}/", {"show": show})

        assert listed(page) == expected
        current = re.findall(r'aria-current="page">([^<]+)<', page.content.decode())
        assert current == [show.capitalize() if show != "x" else "All"]

    def test_the_next_page_is_of_the_same_ones(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory.create_batch(PAGE_SIZE + 1, plan=cast.plan)

        page = commissioner.get(f"{GAPS}/", {"show": "open"})

        assert len(listed(page)) == PAGE_SIZE
        assert "?show=open&amp;page=2" in page.content.decode()

    def test_no_gap_like_that(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory(plan=cast.plan)

        page = commissioner.get(f"{GAPS}/", {"show": "closed"})

        assert "No gap is like that." in text_of(page)

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"owner": ""}, "About the plan as a whole Nobody looks into it yet"),
            ({"owner": "The Director"}, "To be looked into: The Director"),
            (
                {"owner": "The Director", "due_on": DAY},
                "To be looked into by 2 March 2026: The Director",
            ),
            (
                {"owner": "The Director", "closed_on": DAY, "answer": "See EV-014"},
                "Looked into by: The Director Closed What was found on 2 March 2026: See EV-014",
            ),
            ({"owner": "", "closed_on": DAY, "answer": "212"}, "Closed What was found on"),
        ],
    )
    def test_it_says_who_when_and_what_was_found(
        self, cast: Cast, commissioner: Client, facts: dict[str, Any], words: str
    ) -> None:
        EvidenceGapFactory(plan=cast.plan, **facts)

        assert words in text_of(commissioner.get(f"{GAPS}/"))

    @pytest.mark.parametrize(
        ("kind", "factory"), [("need", NeedFactory), ("outcome", OutcomeFactory)]
    )
    def test_it_leads_to_what_it_is_about(
        self, cast: Cast, commissioner: Client, kind: str, factory: Any
    ) -> None:
        item = factory(plan=cast.plan)
        EvidenceGapFactory(plan=cast.plan, **{kind: item})

        page = commissioner.get(f"{GAPS}/")

        assert f'href="/draft/trafford/{kind}s/{item.reference}/"' in page.content.decode()

    def test_readers_see_it_without_what_they_may_not_do(self, cast: Cast) -> None:
        EvidenceGapFactory(plan=cast.plan)

        page = signed_in(cast.viewer).get(f"{GAPS}/")

        assert "Nobody has counted young carers" in text_of(page)
        assert not {"Say what was found", "Change", "Add evidence gap"} & set(
            re.findall(r">\s*([^<>]+?)\s*<", page.content.decode())
        )


class TestClosing:
    ADDRESS = f"{GAPS}/G1/close/"

    def answers(self, **more: Any) -> dict[str, Any]:
        return {"answer": "There are 212", "version": "1", **date("closed_on", 2, 3, 2026), **more}

    def test_what_was_found_is_kept_beside_what_was_asked(
        self, cast: Cast, commissioner: Client
    ) -> None:
        EvidenceGapFactory(plan=cast.plan)

        page = commissioner.post(self.ADDRESS, self.answers(), follow=True)

        assert "G1 is closed." in text_of(page)
        assert "What was found on 2 March 2026: There are 212" in text_of(page)
        gap = EvidenceGap._base_manager.get()
        assert (gap.statement, gap.closed_on) == ("Nobody has counted young carers by ward.", DAY)

    def test_todays_date_is_proposed(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory(plan=cast.plan)
        today = timezone.localdate()

        html = commissioner.get(self.ADDRESS).content.decode()

        for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
            assert re.search(rf'name="closed_on-{part}"[^>]*value="{value}"', html)

    def test_an_answer_that_is_there_is_shown_to_be_bettered(
        self, cast: Cast, commissioner: Client
    ) -> None:
        EvidenceGapFactory(plan=cast.plan, closed_on=DAY, answer="There are <21>")

        html = commissioner.get(self.ADDRESS).content.decode()

        assert "There are &lt;21&gt;" in html

    def test_two_who_answer_see_both_answers(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory(plan=cast.plan)
        hers = self.answers(answer="There are 300")
        assert signed_in(cast.lead).post(self.ADDRESS, hers).status_code == 302

        page = commissioner.post(self.ADDRESS, self.answers())

        assert page.status_code == 409
        assert "There are 300" in text_of(page)
        assert "There are 212" in text_of(page)
        version = re.search(r'name="version" value="(\d+)"', page.content.decode())
        assert version
        again = self.answers(version=version[1])
        assert commissioner.post(self.ADDRESS, again).status_code == 302
        assert EvidenceGap._base_manager.get().answer == "There are 212"

    def test_an_empty_answer_closes_nothing(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory(plan=cast.plan)

        page = commissioner.post(self.ADDRESS, self.answers(answer=" "))

        assert page.status_code == 422
        assert "Enter what was found" in text_of(page)
        assert EvidenceGap._base_manager.get().closed_on is None

    def test_it_is_opened_again_at_the_press_of_a_button(
        self, cast: Cast, commissioner: Client
    ) -> None:
        EvidenceGapFactory(plan=cast.plan, closed_on=DAY, answer="None")

        page = commissioner.post(f"{GAPS}/G1/reopen/", {"version": "1"}, follow=True)

        assert "G1 is open again." in text_of(page)
        assert EvidenceGap._base_manager.get().closed_on is None

    @pytest.mark.parametrize("version", ["", "0", "2", "one"])
    def test_an_old_button_opens_nothing(
        self, cast: Cast, commissioner: Client, version: str
    ) -> None:
        EvidenceGapFactory(plan=cast.plan, closed_on=DAY, answer="None")

        page = commissioner.post(f"{GAPS}/G1/reopen/", {"version": version}, follow=True)

        assert "was changed by someone else" in text_of(page)
        assert EvidenceGap._base_manager.get().closed_on == DAY

    def test_what_is_open_is_not_opened(self, cast: Cast, commissioner: Client) -> None:
        EvidenceGapFactory(plan=cast.plan)

        page = commissioner.post(f"{GAPS}/G1/reopen/", {"version": "1"})

        assert page.status_code == 409
        assert "G1 is open already." in text_of(page)
