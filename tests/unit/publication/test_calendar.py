"""The calendar of a plan: which days are in it, and the file that other programs read."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from scp.accounts.models import User
from scp.plans.models import Membership, Plan
from scp.publication import calendar
from scp.publication.calendar import Event, ical
from scp.publication.content import Decision, EvidenceGap
from tests.factories import content
from tests.factories.governance import DecisionFactory
from tests.factories.plans import Cast, PlanFactory, cast_of

AT = dt.datetime(2026, 5, 1, 12, 30, tzinfo=dt.UTC)
BASE = "https://plans.example/id/trafford"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def decision(**fields: Any) -> Decision:
    values = {"reference": "D1", "uri": f"{BASE}/D1", "title": "Adopt", "due_on": day("2026-06-01")}
    values |= {"decision_route": "cabinet", "decision_route_label": "", "decision_maker": "Cabinet"}
    return Decision.model_validate({**values, "notice_route": "notice", **fields})


def days_of(*decisions: Decision) -> list[tuple[str, str]]:
    plan = content.small().model_copy(update={"decisions": decisions})
    found = calendar.events(plan, 28)
    return [(event.code, event.day.isoformat()) for event in found if event.reference == "D1"]


class TestDays:
    def test_notice_of_a_key_decision_is_due_28_clear_days_before(self) -> None:
        """Given on 3 May, neither that day nor 1 June counts: 28 are left."""
        expected = [("notice_due", "2026-05-03"), ("due", "2026-06-01")]
        assert days_of(decision(is_key=True)) == expected

    def test_notice_that_was_given_is_not_due(self) -> None:
        given_on = decision(is_key=True, notice_on=day("2026-04-20"))
        assert days_of(given_on) == [("notice", "2026-04-20"), ("due", "2026-06-01")]

    def test_an_exception_needs_no_full_notice(self) -> None:
        urgent = decision(is_key=True, notice_route="special_urgency")
        assert days_of(urgent) == [("due", "2026-06-01")]

    def test_one_that_was_taken_is_due_no_more_and_can_be_called_in(self) -> None:
        taken = decision(decided_on=day("2026-06-02"), call_in_until=day("2026-06-09"))
        assert days_of(taken) == [("decided", "2026-06-02"), ("call_in", "2026-06-09")]

    def test_a_correction_has_no_days_of_its_own(self) -> None:
        assert days_of(decision(decided_on=day("2026-06-02"), corrects="D0")) == []

    def test_every_event_is_told_from_every_other(self) -> None:
        found = calendar.events(content.decided(content.small()), 28)
        assert len(found) == len({(event.code, event.reference) for event in found}) > 5
        assert [event.day for event in found] == sorted(event.day for event in found)

    def test_a_gap_that_is_closed_has_no_day(self) -> None:
        gap = EvidenceGap(
            reference="G9", uri=f"{BASE}/G9", statement="How many?", due_on=day("2026-06-01")
        )
        closed = gap.model_copy(update={"reference": "G8", "closed_on": day("2026-05-01")})
        plan = content.small().model_copy(update={"evidence_gaps": (gap, closed)})
        found = [event.reference for event in calendar.events(plan, 28) if event.code == "gap"]
        assert found == ["G9"]


def unfolded(raw: bytes) -> list[str]:
    return re.sub(r"\r\n ", "", raw.decode()).split("\r\n")


class TestFile:
    def written(self, *events: Event, title: str = "Plan") -> bytes:
        return ical.written(events, title=title, base=BASE, at=AT)

    def test_a_whole_day_ends_on_the_day_after(self) -> None:
        about = "Adopt; or not, says\nCabinet"
        event = Event(day("2026-12-31"), "due", "Decision due", about, "D1")
        lines = unfolded(self.written(event))
        assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//scp//plan calendar//EN"]
        assert lines[lines.index("BEGIN:VEVENT") : -2] == [
            "BEGIN:VEVENT",
            "UID:due-id-trafford-D1@plans.example",
            "DTSTAMP:20260501T123000Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            r"SUMMARY:Decision due: D1 Adopt\; or not\, says\nCabinet",
            f"URL:{BASE}/D1",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
        assert lines[-2:] == ["END:VCALENDAR", ""]

    @given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
    def test_no_line_is_longer_than_the_format_allows_and_nothing_is_lost(self, text: str) -> None:
        raw = self.written(Event(day("2026-01-01"), "due", "Due", text, "D1"))
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
        (summary,) = [line for line in unfolded(raw) if line.startswith("SUMMARY:")]
        back = re.sub(r"\\(.)", r"\1", summary)
        assert back == f"SUMMARY:Due: {f'D1 {text}'.strip()}"


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def cast(self) -> Cast:
        return cast_of(PlanFactory(slug="trafford"))

    def page(self, person: User, **query: str) -> str:
        client = Client()
        client.force_login(person)
        return client.get(reverse("draft-calendar", args=["trafford"]), query).content.decode()

    def feed_of(self, person: User) -> str:
        found = re.search(r'href="[^"]*(/calendar/[^"]+\.ics)"', self.page(person))
        assert found
        return found[1]

    def test_what_comes_and_what_was_are_apart(self, cast: Cast) -> None:
        DecisionFactory(plan=cast.plan, title="Long ago", due_on=day("2001-01-01"))
        DecisionFactory(plan=cast.plan, title="Far away", due_on=day("2100-01-01"))
        comes, was = self.page(cast.viewer), self.page(cast.viewer, past="1")
        assert ("Far away" in comes, "Long ago" in comes) == (True, False)
        assert ("Far away" in was, "Long ago" in was) == (False, True)

    def test_the_address_opens_without_signing_in(self, cast: Cast) -> None:
        DecisionFactory(plan=cast.plan, title="To adopt the plan")
        answer = Client().get(self.feed_of(cast.viewer))
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert "private" in answer.headers["Cache-Control"]
        assert "To adopt the plan" in "".join(unfolded(answer.content))

    def test_everybody_has_an_address_of_their_own_which_ends_with_their_part(
        self, cast: Cast
    ) -> None:
        viewers, leads = self.feed_of(cast.viewer), self.feed_of(cast.lead)
        assert viewers != leads
        Membership._base_manager.filter(user=cast.viewer).delete()
        assert Client().get(viewers).status_code == 404
        assert Client().get(leads).status_code == 200
        User.objects.filter(pk=cast.lead.pk).update(is_active=False)
        assert Client().get(leads).status_code == 404

    @pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: f"1{t}", lambda t: "1"])
    def test_an_address_that_was_guessed_is_not_found(self, cast: Cast, change: Any) -> None:
        token = self.feed_of(cast.viewer).removeprefix("/calendar/").removesuffix(".ics")
        address = reverse("calendar-feed", args=[change(token)])
        assert Client().get(address).status_code == 404

    def test_the_feed_is_of_its_plan_alone(self, cast: Cast) -> None:
        other: Plan = PlanFactory()
        DecisionFactory(plan=other, title="Of another place")
        assert b"Of another place" not in Client().get(self.feed_of(cast.viewer)).content
