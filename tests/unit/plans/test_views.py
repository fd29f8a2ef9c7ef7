"""Starting a plan, changing what it covers, and saying who takes part."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from scp.accounts.permissions import PERMISSION_LABELS, ROLES
from scp.core.models import AuditEvent
from scp.plans.models import Membership, Plan
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import Cast, MembershipFactory, PlanFactory, cast_of
from tests.unit.plans.kinds import Answers, date
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
START = "/start-a-plan/"


def answers(**more: Any) -> Answers:
    return {
        "slug": "trafford",
        "title": "Trafford plan",
        "place_codes": f"{EnglandFactory().code}\n{TraffordFactory().code}",
        "lead_organisation": OrganisationFactory().pk,
        **date("period_start", 1, 4, 2026),
        **date("period_end", 31, 3, 2029),
        **more,
    }


class TestStarting:
    def test_an_officer_starts_a_plan_and_leads_it(self) -> None:
        mira = OfficerFactory()

        page = signed_in(mira).post(START, answers())

        assert (page.status_code, page["Location"]) == (302, "/draft/trafford/")
        plan = Plan.drafts.get()
        assert Membership._base_manager.get().user == mira
        assert plan.places.count() == 2

    def test_who_may_not_is_told_whom_to_ask(self) -> None:
        bela = signed_in(UserFactory())

        for page in (bela.get(START), bela.post(START, answers())):
            assert page.status_code == 403
            assert "Your account cannot start a plan." in text_of(page)
        assert not Plan.drafts.exists()

    def test_the_stranger_signs_in_first(self) -> None:
        page = Client().get(START)

        assert page["Location"] == f"{reverse('account_login')}?next={START}"

    def test_an_address_that_is_taken_is_said_and_the_answers_stay(self) -> None:
        PlanFactory(slug="trafford")

        page = signed_in(OfficerFactory()).post(START, answers(title="Ours, too"))

        assert page.status_code == 422
        assert "There is already a plan at the address “trafford”." in text_of(page)
        assert "Ours, too" in page.content.decode()


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford", title="As it was"))


class TestChanging:
    ABOUT = "/draft/trafford/about/"

    def test_the_commissioner_changes_what_the_plan_covers(self, cast: Cast) -> None:
        page = signed_in(cast.commissioner).post(self.ABOUT, answers(version="1", title="New"))

        assert (page.status_code, page["Location"]) == (302, "/draft/trafford/")
        plan = Plan.drafts.get()
        assert (plan.title, plan.version, plan.places.count()) == ("New", 2, 2)

    def test_a_stale_edit_shows_both_and_may_then_be_saved(self, cast: Cast) -> None:
        hers, his = answers(version="1", title="Hers"), answers(version="1", title="His")
        his["lead_organisation"] = hers["lead_organisation"]
        signed_in(cast.lead).post(self.ABOUT, hers)
        client = signed_in(cast.commissioner)

        conflict = client.post(self.ABOUT, his)

        assert conflict.status_code == 409
        assert "Hers" in text_of(conflict)
        assert "His" in text_of(conflict)
        assert conflict.content.decode().count('<section class="scp-conflict"') == 1
        assert client.post(self.ABOUT, {**his, "version": "2"}).status_code == 302
        assert Plan.drafts.get().title == "His"

    def test_the_same_change_twice_is_no_conflict(self, cast: Cast) -> None:
        same = answers(version="1", title="The same")
        signed_in(cast.lead).post(self.ABOUT, same)

        assert signed_in(cast.commissioner).post(self.ABOUT, same).status_code == 302

    def test_what_is_wrong_is_said(self, cast: Cast) -> None:
        page = signed_in(cast.lead).post(self.ABOUT, answers(version="1", title=""))

        assert page.status_code == 422
        assert 'href="#id_title"' in page.content.decode()
        assert Plan.drafts.get().title == "As it was"

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("lead", 200),
            ("commissioner", 200),
            ("contributor", 403),
            ("viewer", 403),
            ("outsider", 404),
        ],
    )
    def test_who_may_open_it(self, cast: Cast, who: str, status: int) -> None:
        assert signed_in(getattr(cast, who)).get(self.ABOUT).status_code == status

    def test_an_ended_plan_stays_as_it_was(self, cast: Cast) -> None:
        Plan.drafts.update(status="superseded")

        page = signed_in(cast.lead).post(self.ABOUT, answers(version="1"))

        assert page.status_code == 409
        assert "This plan is superseded" in text_of(page)


class TestMembers:
    MEMBERS = "/draft/trafford/members/"

    def test_the_lead_adds_a_person(self, cast: Cast) -> None:
        bela = UserFactory(name="Bela", email="bela@test.example")

        page = signed_in(cast.lead).post(
            self.MEMBERS, {"email": "Bela@test.example", "role": "contributor"}, follow=True
        )

        assert "Bela now takes part." in text_of(page)
        assert Membership._base_manager.get(user=bela).role == "contributor"
        assert AuditEvent.objects.get().data == {"user": bela.pk, "role": "contributor"}

    def test_an_unknown_address_is_an_error_of_the_form(self, cast: Cast) -> None:
        page = signed_in(cast.lead).post(
            self.MEMBERS, {"email": "nobody@test.example", "role": "viewer"}
        )

        assert page.status_code == 422
        assert "Nobody with this address has an account here." in text_of(page)

    @pytest.mark.parametrize("who", ["commissioner", "contributor", "viewer"])
    def test_others_see_who_takes_part_and_change_nothing(self, cast: Cast, who: str) -> None:
        person = signed_in(getattr(cast, who))

        page = person.get(self.MEMBERS)
        assert page.status_code == 200
        assert "Lead" in text_of(page)
        assert 'name="email"' not in page.content.decode()
        answer = person.post(self.MEMBERS, {"email": cast.outsider.email, "role": "lead"})
        assert answer.status_code == 403
        assert not Membership._base_manager.filter(user=cast.outsider).exists()

    def test_the_outsider_does_not_learn_who_takes_part(self, cast: Cast) -> None:
        assert signed_in(cast.outsider).get(self.MEMBERS).status_code == 404

    def test_a_long_list_comes_in_pages(self, cast: Cast) -> None:
        for _ in range(25):
            MembershipFactory(plan=cast.plan)

        page = signed_in(cast.lead).get(self.MEMBERS, {"page": "2"})

        assert page.status_code == 200
        rows = re.findall(r"Person \d+", unescape(page.content.decode()))
        assert 0 < len(set(rows)) <= 25


def test_every_role_and_what_it_may_do_is_printed_for_everybody() -> None:
    page = Client().get("/about/roles/")

    assert page.status_code == 200
    for role in ROLES.values():
        assert str(role.label) in text_of(page)
    for label in PERMISSION_LABELS.values():
        assert str(label) in text_of(page)
