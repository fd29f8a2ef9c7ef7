"""What is typed and not saved is kept for its writer, and who is at work is told to others."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scopes_disabled

from outcomes.models import Need
from scp.accounts.models import User
from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.models import AuditEvent
from scp.jobs import registry
from scp.jobs.models import Job
from scp.plans import tasks
from scp.plans.actions import autosaves, leases
from scp.plans.choices import Status
from scp.plans.models import Autosave, Lease, Plan
from scp.plans.queries import autosave_get_optional, others_editing
from scp.plans.views.drafting import presence_in_words
from tests.factories.accounts import UserFactory
from tests.factories.outcomes import IndicatorFactory, NeedFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def need(cast: Cast) -> Need:
    row: Need = NeedFactory(plan=cast.plan, statement="As saved", who="Carers")
    return row


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def keep(cast: Cast, form: str = "need/N1", **more: Any) -> None:
    values = {"answers": {"statement": ["Half a sent"]}, "seen_version": 1, "by": cast.lead}
    autosaves.keep(plan=cast.plan, form=form, **{**values, **more})


def kept(cast: Cast, form: str = "need/N1", user: User | None = None) -> Autosave | None:
    return autosave_get_optional(plan=cast.plan, form=form, user=user or cast.lead)


def everything(model: Any) -> list[Any]:
    with scopes_disabled():
        return list(model.objects.order_by("pk"))


class TestKeeping:
    def test_the_last_is_kept_and_only_that(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            keep(cast)
            clock.shift(1)
            keep(cast, answers={"statement": ["Half a sentence"]}, seen_version=2)

        (row,) = everything(Autosave)
        assert row.answers == {"statement": ["Half a sentence"]}
        assert (row.seen_version, row.saved_at) == (2, NOON + dt.timedelta(seconds=1))

    def test_it_is_its_writers_alone(self, cast: Cast) -> None:
        keep(cast)

        assert kept(cast) is not None
        assert kept(cast, user=cast.commissioner) is None
        assert kept(cast, form="need/N2") is None
        other = PlanFactory()
        assert autosave_get_optional(plan=other, form="need/N1", user=cast.lead) is None

    def test_faster_than_anybody_types_is_refused(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            keep(cast)
            clock.shift(dt.timedelta(milliseconds=249))
            with pytest.raises(autosaves.TooOften):
                keep(cast, answers={"statement": ["Flood"]})
            keep(cast, form="need/N2")  # another form has a time of its own
            clock.shift(dt.timedelta(milliseconds=1))
            keep(cast, answers={"statement": ["Typed"]})

        row = kept(cast)
        assert row is not None
        assert row.answers == {"statement": ["Typed"]}

    def test_a_person_keeps_so_many_forms_and_then_loses_the_oldest(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            keep(cast, by=cast.commissioner)
            for number in range(1, autosaves.MOST_FORMS + 3):
                clock.shift(1)
                keep(cast, form=f"need/N{number}")

        left = [row.form for row in everything(Autosave) if row.user == cast.lead]
        assert left == [f"need/N{n}" for n in range(3, autosaves.MOST_FORMS + 3)]
        assert kept(cast, user=cast.commissioner) is not None, "another's are not counted"

    @pytest.mark.parametrize(
        "form",
        ["", "need", "need/add", "need/N1", "target/I2/add", "evidence/EV-014", "theory-arrow/TA1"],
    )
    def test_a_form_has_a_name(self, cast: Cast, form: str) -> None:
        if form:
            keep(cast, form=form)
            assert kept(cast, form=form) is not None
        else:
            with pytest.raises(InvalidInput):
                keep(cast, form=form)

    @pytest.mark.parametrize(
        "form", ["need/n1", "/N1", "need//add", "need/N1/", "Need/N1", "n" * 41, "need/N1/add/N2"]
    )
    def test_and_nonsense_is_none(self, cast: Cast, form: str) -> None:
        with pytest.raises(InvalidInput):
            keep(cast, form=form)
        assert everything(Autosave) == []

    def test_more_than_the_longest_form_is_refused(self, cast: Cast) -> None:
        keep(cast, answers={"body": ["x" * (autosaves.MOST_CHARACTERS - 4)]})
        with pytest.raises(InvalidInput):
            keep(cast, form="need/N2", answers={"body": ["x" * autosaves.MOST_CHARACTERS]})

        assert len(everything(Autosave)) == 1

    def test_for_a_plan_that_has_ended_nothing_is_kept(self, cast: Cast) -> None:
        cast.plan.status = Status.WITHDRAWN

        with pytest.raises(PolicyRefused):
            keep(cast)

    def test_it_costs_one_write_and_leaves_no_event(
        self, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            keep(cast)
            clock.shift(1)
            with django_assert_max_num_queries(3):  # with the two of its savepoint
                keep(cast)

        assert not AuditEvent.objects.exists()

    def test_what_is_discarded_is_gone_and_nothing_else(self, cast: Cast) -> None:
        keep(cast)
        keep(cast, form="need/N2")
        keep(cast, by=cast.commissioner)

        autosaves.discard(plan=cast.plan, form="need/N1", by=cast.lead)

        assert kept(cast) is None
        assert len(everything(Autosave)) == 2


class TestTheAddressOfAForm:
    def url(self, plan: Plan, form: str = "need/N1", name: str = "draft-autosave") -> str:
        return reverse(name, args=[plan.slug, form])

    def test_what_a_browser_sends_is_kept_as_it_was_typed(self, cast: Cast) -> None:
        page = signed_in(cast.lead).post(
            self.url(cast.plan),
            {
                "csrfmiddlewaretoken": "t",
                "version": "3",
                "statement": " Half a\r\nsent\x00ence ",
                "source_kinds": ["statistic", "citizen_voice"],
            },
        )

        assert (page.status_code, page.content) == (204, b"")
        row = kept(cast)
        assert row is not None
        assert row.seen_version == 3
        assert row.answers == {
            "statement": [" Half a\nsent\ufffdence "],
            "source_kinds": ["statistic", "citizen_voice"],
        }

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣"])
    def test_a_version_that_is_none_is_a_stale_one(self, cast: Cast, version: str) -> None:
        signed_in(cast.lead).post(self.url(cast.plan), {"who": "C", "version": version})

        row = kept(cast)
        assert row is not None
        assert row.seen_version == 0

    def test_too_much_and_too_often_are_said(self, cast: Cast) -> None:
        client = signed_in(cast.lead)

        much = client.post(self.url(cast.plan), {"who": "x" * (autosaves.MOST_CHARACTERS + 1)})
        first = client.post(self.url(cast.plan), {"who": "a"})
        with time_machine.travel(timezone.now(), tick=False):
            client.post(self.url(cast.plan), {"who": "b"})
            again = client.post(self.url(cast.plan), {"who": "c"})

        assert (much.status_code, first.status_code, again.status_code) == (413, 204, 429)
        assert again.headers["Retry-After"] == "1"

    @pytest.mark.parametrize("name", ["draft-autosave", "draft-autosave-discard"])
    def test_a_form_that_cannot_be_is_not_found(self, cast: Cast, name: str) -> None:
        for form in ("NEED", "need/N1/N2", "need/%00"):
            page = signed_in(cast.lead).post(self.url(cast.plan, form, name))
            assert page.status_code == 404

    @pytest.mark.parametrize(
        "after", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil"]
    )
    def test_who_discards_is_led_nowhere_else(self, cast: Cast, after: str) -> None:
        keep(cast)

        page = signed_in(cast.lead).post(
            self.url(cast.plan, name="draft-autosave-discard"), {"next": after}
        )

        assert (page.status_code, page["Location"]) == (302, "/draft/trafford/")
        assert kept(cast) is None

    def test_a_token_is_asked_for(self, cast: Cast) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(cast.lead)

        for name in ("draft-autosave", "draft-autosave-discard"):
            assert strict.post(self.url(cast.plan, name=name), {"who": "C"}).status_code == 403
        assert everything(Autosave) == []


class TestTheOffer:
    def edit(self, need: Need) -> str:
        return reverse("draft-need-edit", args=["trafford", need.reference])

    def typed(self, cast: Cast, need: Need, **more: Any) -> None:
        answers = {
            "statement": ["Typed <b>before</b> the crash"],
            "who": ["Carers"],
            "source_kinds": ["partner", "statistic"],
        }
        with time_machine.travel(timezone.now() - dt.timedelta(hours=1), tick=False):
            keep(cast, **{"form": f"need/{need.reference}", "answers": answers, **more})

    def test_who_left_nothing_is_offered_nothing(self, cast: Cast, need: Need) -> None:
        self.typed(cast, need, by=cast.commissioner)

        assert "that was not saved" not in text_of(signed_in(cast.lead).get(self.edit(need)))

    def test_it_says_from_when_the_text_is_and_shows_what_is_saved(
        self, cast: Cast, need: Need
    ) -> None:
        with time_machine.travel(dt.datetime(2026, 7, 1, 13, 2, tzinfo=dt.UTC), tick=False):
            keep(cast)
        page = signed_in(cast.lead).get(self.edit(need))

        assert "You have text from 1 July 2026, 14:02 that was not saved." in text_of(page)
        assert ">As saved</textarea>" in page.content.decode()

    def test_who_uses_it_sees_what_they_typed_and_saves_it(self, cast: Cast, need: Need) -> None:
        self.typed(cast, need)
        lead = signed_in(cast.lead)
        offer = lead.get(self.edit(need)).content.decode()
        use = re.search(r'href="([^"]+\?unsaved=use)"', offer)
        assert use, "a link, which works without scripts"

        page = lead.get(use[1])

        html = page.content.decode()
        assert "Typed &lt;b&gt;before&lt;/b&gt; the crash</textarea>" in html
        assert "It is not saved yet." in text_of(page)
        assert "There is a problem" not in html
        chosen = re.findall(r'value="(\w+)" checked', html)
        assert set(chosen) == {"partner", "statistic"}
        assert need.statement == "As saved"
        answers = {"statement": "Typed", "who": "Carers", "source_kinds": ["statistic"]}
        saved = lead.post(self.edit(need), {**answers, "version": "1"})
        assert saved.status_code == 302
        assert kept(cast, form=f"need/{need.reference}") is None, "it is saved, and offered no more"

    def test_who_discards_it_is_back_at_the_form(self, cast: Cast, need: Need) -> None:
        self.typed(cast, need)
        lead = signed_in(cast.lead)
        offer = lead.get(self.edit(need)).content.decode()
        discard = re.search(r'<form method="post" action="([^"]+discard/)"', offer)
        assert discard

        page = lead.post(discard[1], {"next": self.edit(need)}, follow=True)

        assert page.redirect_chain == [(self.edit(need), 302)]
        assert "that was not saved" not in text_of(page)

    def test_who_saved_meanwhile_is_not_overwritten(self, cast: Cast, need: Need) -> None:
        self.typed(cast, need)
        Need._base_manager.filter(pk=need.pk).update(statement="Hers", version=2)
        lead = signed_in(cast.lead)

        html = lead.get(self.edit(need) + "?unsaved=use").content.decode()

        version = re.search(r'name="version" value="(\d+)"', html)
        assert version
        assert version[1] == "1", "the version that its writer saw"
        answers = {"statement": "Typed", "who": "Carers", "source_kinds": ["statistic"]}
        page = lead.post(self.edit(need), {**answers, "version": version[1]})
        assert page.status_code == 409
        assert "Hers" in text_of(page)
        assert kept(cast, form=f"need/{need.reference}") is not None, "nothing is saved yet"

    def test_to_use_what_is_not_there_shows_what_is_saved(self, cast: Cast, need: Need) -> None:
        page = signed_in(cast.lead).get(self.edit(need) + "?unsaved=use")

        assert page.status_code == 200
        assert ">As saved</textarea>" in page.content.decode()

    def test_answers_that_fit_no_field_do_no_harm(self, cast: Cast, need: Need) -> None:
        odd = {"nothing": ["x"], "statement": [], "source_kinds": ["no such"], "places": ["x"]}
        self.typed(cast, need, answers=odd)

        assert signed_in(cast.lead).get(self.edit(need) + "?unsaved=use").status_code == 200

    def test_a_new_item_has_its_offer_too_and_a_child_under_each_parent(self, cast: Cast) -> None:
        indicator, other = IndicatorFactory(plan=cast.plan), IndicatorFactory(plan=cast.plan)
        keep(
            cast,
            form=f"target/{indicator.reference}/add",
            answers={"note": ["Half of it"], "due_on-day": ["31"], "due_on-month": ["Marc"]},
        )
        lead = signed_in(cast.lead)
        add = [
            reverse("draft-target-add", args=["trafford", one.reference])
            for one in (indicator, other)
        ]

        page = lead.get(add[0] + "?unsaved=use")

        assert ">Half of it</textarea>" in page.content.decode()
        assert 'value="31"' in page.content.decode()
        assert 'value="Marc"' in page.content.decode(), "also what is no date yet"
        assert "Half of it" not in lead.get(add[1] + "?unsaved=use").content.decode()
        when = {"due_on-day": "31", "due_on-month": "3", "due_on-year": "2029"}
        assert lead.post(add[0], {"value": "9", **when}).status_code == 302
        assert kept(cast, form=f"target/{indicator.reference}/add") is None

    def test_a_form_that_was_refused_shows_what_was_just_sent(self, cast: Cast, need: Need) -> None:
        self.typed(cast, need)

        page = signed_in(cast.lead).post(
            self.edit(need) + "?unsaved=use", {"statement": "Sent now", "who": "", "version": "1"}
        )

        assert page.status_code == 422
        assert ">Sent now</textarea>" in page.content.decode()
        assert "that was not saved" not in text_of(page)


class TestThatSomebodyIsThere:
    def hold(self, cast: Cast, person: User, reference: str = "N1") -> None:
        leases.hold(plan=cast.plan, reference=reference, by=person)

    def others(self, cast: Cast, person: User, reference: str = "N1") -> list[User]:
        return others_editing(plan=cast.plan, reference=reference, user=person)

    def test_others_are_told_for_a_minute(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            self.hold(cast, cast.commissioner)

            assert self.others(cast, cast.lead) == [cast.commissioner]
            assert self.others(cast, cast.commissioner) == [], "nobody is told of themselves"
            assert self.others(cast, cast.lead, "N2") == []
            clock.shift(59)
            assert self.others(cast, cast.lead) == [cast.commissioner]
            clock.shift(1)
            assert self.others(cast, cast.lead) == []

    def test_a_beat_pushes_it_on(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            for _beat in range(6):
                self.hold(cast, cast.commissioner)
                clock.shift(20)
            clock.shift(39)

            assert self.others(cast, cast.lead) == [cast.commissioner]
        assert len(everything(Lease)) == 1

    def test_who_beats_faster_writes_no_more(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        with time_machine.travel(NOON, tick=False):
            self.hold(cast, cast.commissioner)
            with django_assert_num_queries(3):  # one question, in a savepoint
                self.hold(cast, cast.commissioner)

    def test_who_closes_it_is_gone_and_may_come_back(self, cast: Cast) -> None:
        self.hold(cast, cast.commissioner)
        leases.release(plan=cast.plan, reference="N1", by=cast.commissioner)
        assert self.others(cast, cast.lead) == []

        self.hold(cast, cast.commissioner)
        assert self.others(cast, cast.lead) == [cast.commissioner]

    @pytest.mark.parametrize("reference", ["", "n1", "N", "NEED1", "N12345678", "N1 ", "N1/N2"])
    def test_what_is_no_reference_is_refused(self, cast: Cast, reference: str) -> None:
        with pytest.raises(InvalidInput):
            self.hold(cast, cast.lead, reference)

    def test_in_words(self) -> None:
        people = [UserFactory.build(name=name) for name in ("Amina Khan", "Ben Ito", "Cy Ode")]

        assert presence_in_words([]) == ""
        assert presence_in_words(people[:1]) == "Amina Khan is editing this now."
        assert presence_in_words(people[:2]) == "Amina Khan and Ben Ito are editing this now."
        three = "Amina Khan, Ben Ito and Cy Ode are editing this now."
        assert presence_in_words(people) == three

    def test_the_page_of_a_form_says_so_and_others_pages_do_not(
        self, cast: Cast, need: Need
    ) -> None:
        self.hold(cast, cast.commissioner, need.reference)
        edit = reverse("draft-need-edit", args=["trafford", need.reference])
        words = f"{cast.commissioner} is editing this now."

        assert words in text_of(signed_in(cast.lead).get(edit))
        assert words not in text_of(signed_in(cast.commissioner).get(edit))
        add = reverse("draft-need-add", args=["trafford"])
        assert words not in text_of(signed_in(cast.lead).get(add))

    def test_a_beat_is_answered_with_who_else_is_there(self, cast: Cast, need: Need) -> None:
        address = reverse("draft-lease", args=["trafford", need.reference])
        lead, commissioner = signed_in(cast.lead), signed_in(cast.commissioner)

        assert lead.post(address).json() == {"words": ""}
        answer = commissioner.post(address).json()
        assert answer == {"words": f"{cast.lead} is editing this now."}
        assert lead.post(address, {"closed": "1"}).status_code == 204
        assert commissioner.post(address).json() == {"words": ""}
        nowhere = reverse("draft-lease", args=["trafford", "nowhere"])
        assert lead.post(nowhere).status_code == 404

    def test_opening_a_form_writes_nothing(self, cast: Cast, need: Need) -> None:
        signed_in(cast.lead).get(reverse("draft-need-edit", args=["trafford", need.reference]))

        assert everything(Lease) == everything(Autosave) == []


class TestTheReason:
    def test_of_a_change_goes_into_trail_and_history(self, cast: Cast, need: Need) -> None:
        answers = {"statement": "New", "who": "Carers", "source_kinds": ["statistic"]}

        page = signed_in(cast.lead).post(
            reverse("draft-need-edit", args=["trafford", need.reference]),
            {**answers, "version": "1", "change_reason": " Carers said so "},
        )

        assert page.status_code == 302
        event = AuditEvent.objects.get(action="need.revised")
        assert event.data["reason"] == "Carers said so"
        assert "change_reason" not in event.data["changed"]
        state = Need.pgh_event_model._base_manager.filter(id=need.pk).last()  # type: ignore[attr-defined]
        assert state.pgh_context["reason"] == "Carers said so"

    def test_of_a_removal_too(self, cast: Cast, need: Need) -> None:
        remove = reverse("draft-need-remove", args=["trafford", need.reference])
        lead = signed_in(cast.lead)
        assert "Why is it removed? (optional)" in text_of(lead.get(remove))

        page = lead.post(remove, {"version": "1", "change_reason": "Said twice"})

        assert page.status_code == 302
        assert AuditEvent.objects.get(action="need.removed").data["reason"] == "Said twice"

    @pytest.mark.parametrize("what", ["edit", "remove"])
    @pytest.mark.parametrize("reason", ["x" * 301, "a\x0bb"])
    def test_one_that_cannot_be_kept_is_refused_beside_its_field(
        self, cast: Cast, need: Need, what: str, reason: str
    ) -> None:
        page = signed_in(cast.lead).post(
            reverse(f"draft-need-{what}", args=["trafford", need.reference]),
            {
                **{"statement": "New", "who": "Carers", "source_kinds": ["statistic"]},
                **{"version": "1", "change_reason": reason},
            },
        )

        assert page.status_code == 422
        assert 'id="id_change_reason-error"' in page.content.decode()
        assert not AuditEvent.objects.exists()

    def test_a_new_item_is_not_asked_why_it_changed(self, cast: Cast) -> None:
        page = signed_in(cast.lead).get(reverse("draft-need-add", args=["trafford"]))

        assert "change_reason" not in page.content.decode()

    def test_it_is_no_answer_that_two_people_differ_in(self, cast: Cast) -> None:
        section = SectionFactory(plan=cast.plan, kind="scope", title="Place", body="")
        answers = {"kind": "scope", "title": "Place", "body": "", "position": str(section.position)}
        edit = reverse("draft-section-edit", args=["trafford", section.reference])
        type(section)._base_manager.filter(pk=section.pk).update(version=2)

        page = signed_in(cast.lead).post(
            edit, {**answers, "version": "1", "change_reason": "Mine alone"}
        )

        assert page.status_code == 302, "nothing differs, so there is nothing to decide"


class TestTheSweep:
    def sweep(self) -> None:
        record = registry.find(tasks.SWEEP).work({})
        assert record is not None
        record()

    def test_takes_what_was_left_alone_too_long_and_nothing_else(
        self, cast: Cast, settings: Any
    ) -> None:
        settings.AUTOSAVE_DAYS = 30
        days = dt.timedelta(days=1)
        now = timezone.now()
        for form, age in (("need/N1", 31), ("need/N2", 29)):
            with time_machine.travel(now - age * days, tick=False):
                keep(cast, form=form)
        for reference, hours in (("N1", 25), ("N2", 23)):
            with time_machine.travel(now - hours * dt.timedelta(hours=1), tick=False):
                leases.hold(plan=cast.plan, reference=reference, by=cast.lead)

        self.sweep()

        assert [row.form for row in everything(Autosave)] == ["need/N2"]
        assert [row.reference for row in everything(Lease)] == ["N2"]

    def test_is_asked_for_once_for_each_day_on_which_anybody_typed(self, cast: Cast) -> None:
        with time_machine.travel(NOON, tick=False) as clock:
            for number in range(1, 4):
                clock.shift(1)
                keep(cast, form=f"need/N{number}")
            clock.shift(dt.timedelta(days=1))
            leases.hold(plan=cast.plan, reference="N1", by=cast.lead)

        first, second = Job.objects.order_by("not_before")
        assert (first.kind, first.unique_key) == ("plans.sweep", "plans.sweep:2026-12-24")
        assert second.not_before - first.not_before > dt.timedelta(hours=23)
