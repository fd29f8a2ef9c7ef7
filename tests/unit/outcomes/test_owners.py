"""Who answers for what: what is found, whom it is told, when, and once."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from outcomes import owners
from outcomes.actions import reminders
from outcomes.choices import Rung
from outcomes.models import Need, Reminder
from outcomes.owners import Attention, Person, reminded
from outcomes.tasks import send_reminders
from scp.core.audit import Command
from scp.jobs.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import (
    IndicatorFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
)
from tests.factories.plans import MembershipFactory, PlanFactory
from tests.factories.why import OutcomeCitationFactory

DUE = dt.date(2026, 10, 1)
OWNER, LEAD_OF_BODY, LEAD_OF_PLAN, STRANGER = 1, 2, 3, 4
EVERYBODY = (
    Person(OWNER, "commissioner", organisation=7),
    Person(LEAD_OF_BODY, "viewer", organisation=7, leads_organisation=True),
    Person(LEAD_OF_PLAN, "lead", organisation=8),
    Person(STRANGER, "viewer", organisation=9, leads_organisation=True),
)


def late(**facts: Any) -> Attention:
    values: dict[str, Any] = {"due_on": DUE, "owner_user": OWNER}
    return Attention("value_overdue", "I1", "Damp homes", **(values | facts))


def told(one: Attention, days: int, among: tuple[Person, ...] = EVERYBODY) -> list[Any]:
    return list(reminded(one, among, DUE + dt.timedelta(days=days)))


class TestLadder:
    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            (-1, []),
            (0, [(Rung.OWNER, OWNER)]),
            (13, [(Rung.OWNER, OWNER)]),
            (14, [(Rung.OWNER, OWNER), (Rung.ORGANISATION_LEAD, LEAD_OF_BODY)]),
            (
                28,
                [
                    (Rung.OWNER, OWNER),
                    (Rung.ORGANISATION_LEAD, LEAD_OF_BODY),
                    (Rung.PLAN_LEAD, LEAD_OF_PLAN),
                ],
            ),
        ],
    )
    def test_each_rung_is_told_when_the_one_before_did_not_answer(
        self, days: int, expected: list[Any]
    ) -> None:
        assert told(late(), days) == expected

    def test_a_rung_on_which_nobody_stands_is_passed_over_at_once(self) -> None:
        without_body = tuple(p for p in EVERYBODY if p.user != LEAD_OF_BODY)

        assert told(late(owner_user=None), 0) == [(Rung.PLAN_LEAD, LEAD_OF_PLAN)]
        assert told(late(), 14, without_body)[1:] == [(Rung.PLAN_LEAD, LEAD_OF_PLAN)]

    def test_the_organisation_of_an_item_counts_before_that_of_its_owner(self) -> None:
        assert told(late(organisation=9), 14)[1:] == [(Rung.ORGANISATION_LEAD, STRANGER)]

    def test_who_leads_their_own_organisation_is_told_once(self) -> None:
        among = (Person(OWNER, "viewer", organisation=7, leads_organisation=True),)

        assert told(late(), 100, among) == [(Rung.OWNER, OWNER)]

    def test_nobody_is_reminded_that_there_is_nobody(self) -> None:
        assert list(reminded(Attention("no_active_owner", "N1", ""), EVERYBODY, DUE)) == []


def test_an_item_is_looked_at_a_year_after_the_last_change_or_look() -> None:
    changed, reviewed = dt.date(2026, 1, 1), dt.date(2026, 3, 1)

    assert owners.looked_at_again_by(changed, None) == dt.date(2027, 1, 1)
    assert owners.looked_at_again_by(changed, reviewed) == dt.date(2027, 3, 1)
    assert owners.looked_at_again_by(reviewed, changed) == dt.date(2027, 3, 1)


@pytest.fixture
def plan() -> Any:
    return PlanFactory(slug="trafford")


@pytest.fixture
def owner(plan: Any) -> Any:
    return MembershipFactory(plan=plan, role="commissioner").user


def found(plan: Any, on: dt.date) -> list[tuple[str, str]]:
    with scope(plan=plan):
        return [(one.reason, one.reference) for one in owners.attention(on)]


@pytest.mark.django_db
class TestAttention:
    def test_an_owner_who_left_or_cannot_sign_in_is_none(self, plan: Any, owner: Any) -> None:
        NeedFactory(plan=plan, owner_user=owner)
        NeedFactory(plan=plan, owner_user=UserFactory())
        gone = MembershipFactory(plan=plan, user=UserFactory(is_active=False)).user
        NeedFactory(plan=plan, owner_user=gone)
        NeedFactory(plan=plan, owner="Director of Public Health")

        assert found(plan, timezone.localdate()) == [
            ("no_active_owner", "N2"),
            ("no_active_owner", "N3"),
            ("no_active_owner", "N4"),
        ]
        with scope(plan=plan):
            assert owners.without_active_owner_count() == 3

    def test_only_indicators_that_outcomes_use_need_an_owner(self, plan: Any, owner: Any) -> None:
        spare = IndicatorFactory(plan=plan)
        retired = IndicatorFactory(plan=plan, status="retired")
        used = IndicatorFactory(plan=plan)
        OutcomeFactory(plan=plan, owner_user=owner, indicators=[used, retired])

        assert found(plan, timezone.localdate()) == [("no_active_owner", used.reference)]
        assert spare.reference == "I1"

    def test_a_value_is_overdue_until_one_is_published(self, plan: Any, owner: Any) -> None:
        indicator = IndicatorFactory(plan=plan, owner_user=owner, next_release_on=DUE)
        OutcomeFactory(plan=plan, owner_user=owner, indicators=[indicator])
        ObservationFactory(indicator=indicator, year=2025, published_on=dt.date(2025, 10, 1))
        day_after = DUE + dt.timedelta(days=1)

        assert found(plan, DUE) == []
        assert found(plan, day_after) == [("value_overdue", "I1")]

        ObservationFactory(indicator=indicator, year=2026, published_on=DUE)
        assert found(plan, day_after) == []

    def test_a_measure_that_was_promised_is_overdue(self, plan: Any, owner: Any) -> None:
        facts = {"no_measure_owner": "Head of Data", "no_measure_due_on": DUE, "owner_user": owner}
        OutcomeFactory(plan=plan, **facts)
        indicator = IndicatorFactory(plan=plan, owner_user=owner)
        OutcomeFactory(plan=plan, indicators=[indicator], **facts)

        assert found(plan, DUE + dt.timedelta(days=1)) == [("measure_overdue", "O1")]

    def test_its_queries_do_not_grow(
        self, plan: Any, owner: Any, django_assert_num_queries: Any
    ) -> None:
        for _ in range(12):
            indicator = IndicatorFactory(plan=plan)
            OutcomeFactory(plan=plan, indicators=[indicator], needs=[NeedFactory(plan=plan)])

        with scope(plan=plan), django_assert_num_queries(3):
            assert len(owners.attention(timezone.localdate())) == 36


@pytest.mark.django_db
class TestReminding:
    @pytest.fixture
    def overdue(self, plan: Any, owner: Any) -> Any:
        indicator = IndicatorFactory(plan=plan, owner_user=owner, next_release_on=DUE)
        return OutcomeFactory(plan=plan, owner_user=owner, indicators=[indicator])

    def remind(self, plan: Any, days: int) -> list[Reminder]:
        day = DUE + dt.timedelta(days=days)
        return reminders.remind(plan=plan, on=day, by=Command("remind"))

    def test_the_same_thing_is_told_once_on_each_rung(self, plan: Any, overdue: Any) -> None:
        lead = MembershipFactory(plan=plan, role="lead").user

        assert [r.rung for r in self.remind(plan, 1)] == ["owner"]
        assert self.remind(plan, 2) == []
        assert [(r.rung, r.user) for r in self.remind(plan, 14)] == [("plan_lead", lead)]
        assert self.remind(plan, 60) == []
        assert Job.objects.count() == 2

    def test_the_e_mail_names_each_item_with_its_address(
        self, plan: Any, owner: Any, overdue: Any
    ) -> None:
        self.remind(plan, 1)

        send_reminders(Job.objects.get().payload)

        (sent,) = mail.outbox
        assert sent.to == [owner.email]
        assert "I1: A new value was due on 1 October 2026 and has not been loaded." in sent.body
        assert "/draft/trafford/at/I1/" in sent.body
        assert "&" not in sent.subject

    def test_who_can_no_longer_sign_in_is_not_written_to(
        self, plan: Any, owner: Any, overdue: Any
    ) -> None:
        self.remind(plan, 1)
        owner.is_active = False
        owner.save()

        send_reminders(Job.objects.get().payload)

        assert mail.outbox == []

    def test_the_command_says_how_many_and_a_dry_run_sends_nothing(
        self, plan: Any, overdue: Any
    ) -> None:
        out = StringIO()

        call_command("remind", "--date", "2026-10-02", "--dry-run", stdout=out)
        assert (out.getvalue().strip(), Job.objects.count()) == ("trafford: 1 would be due", 0)

        call_command("remind", "--date", "2026-10-02", stdout=out)
        assert out.getvalue().endswith("trafford: 1 reminders\n")
        assert Job.objects.get().queue == "mail"


@pytest.mark.django_db
class TestPage:
    def test_what_needs_an_owner_is_listed_and_what_still_holds_is_confirmed(
        self, plan: Any, owner: Any, client: Client
    ) -> None:
        need = NeedFactory(plan=plan, owner_user=owner, statement="Homes are damp")
        with scope(plan=plan):
            Need.objects.update(updated_at=timezone.now() - dt.timedelta(days=400))
        client.force_login(owner)
        address = reverse("draft-attention", args=["trafford"])

        assert "N1 still holds" in client.get(address).content.decode()

        answer = client.post(
            reverse("draft-still-right", args=["trafford", "N1"]), {"version": "1"}, follow=True
        )

        assert "nothing is overdue" in answer.content.decode()
        with scope(plan=plan):
            assert Need.objects.get(pk=need.pk).reviewed_on == timezone.localdate()

    def test_the_page_of_the_plan_counts_what_nobody_answers_for(
        self, plan: Any, owner: Any, client: Client
    ) -> None:
        NeedFactory(plan=plan, owner_user=owner)
        for _ in range(2):
            NeedFactory(plan=plan)
        client.force_login(owner)

        page = client.get(reverse("draft", args=["trafford"])).content.decode()

        assert "2 items without an active owner" in page

    def test_what_contradicts_an_item_is_shown_with_it(self, plan: Any, client: Client) -> None:
        outcome = OutcomeFactory(plan=plan)
        OutcomeCitationFactory(outcome=outcome, relation="contradicts")
        client.force_login(MembershipFactory(plan=plan, role="viewer").user)

        page = client.get(reverse("draft-attention", args=["trafford"])).content.decode()

        assert "Contradicted by EV-001" in page

    def test_a_stale_page_confirms_nothing(self, plan: Any, owner: Any, client: Client) -> None:
        NeedFactory(plan=plan, owner_user=owner, version=3)
        client.force_login(owner)

        client.post(reverse("draft-still-right", args=["trafford", "N1"]), {"version": "2"})

        with scope(plan=plan):
            assert Need.objects.get().reviewed_on is None

    def test_the_lead_of_an_organisation_is_named_with_it(self, plan: Any, client: Client) -> None:
        client.force_login(MembershipFactory(plan=plan, role="lead").user)
        person, body = UserFactory(), OrganisationFactory(name="Salford Council")
        answers = {"email": person.email, "role": "viewer", "leads_organisation": "on"}
        address = reverse("draft-members", args=["trafford"])

        refused = client.post(address, answers)
        assert "Name the organisation that this person leads." in refused.content.decode()

        client.post(address, {**answers, "organisation": str(body.pk)})
        assert "Salford Council (lead)" in client.get(address).content.decode()
