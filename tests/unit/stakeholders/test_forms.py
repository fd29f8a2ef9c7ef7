"""Who speaks for whom, and what may be said."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_scopes import scope

from scp.plans.models import PlanItem
from stakeholders.forms import (
    COMMENT_LENGTH,
    CommentForm,
    DispositionForm,
    HideForm,
    StakeholderForm,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.plans import Cast, MembershipFactory, PlanFactory, cast_of
from tests.factories.stakeholders import DispositionFactory, StakeholderFactory
from tests.unit.plans.test_item_forms import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


class TestStakeholder:
    def errors(self, cast: Cast, item: PlanItem | None = None, **more: Any) -> dict[str, list[str]]:
        answers = {"name": "Forum", "kind": "vcse"} | ({"version": "1"} if item else {}) | more
        with scope(plan=cast.plan):
            form = StakeholderForm(posted(answers), plan=cast.plan, item=item)
            return {name: [str(e) for e in errors] for name, errors in form.errors.items()}

    def test_whoever_speaks_for_them_takes_part_in_the_plan(self, cast: Cast) -> None:
        assert self.errors(cast, email=cast.contributor.email.upper()) == {}
        nobody = {"email": ["Nobody with this address takes part in the plan."]}
        assert self.errors(cast, email=cast.outsider.email) == nobody
        assert self.errors(cast, email="nobody@test.example") == nobody

    def test_whoever_takes_part_elsewhere_does_not_here(self, cast: Cast) -> None:
        elsewhere = MembershipFactory(user=UserFactory(email="there@test.example"))
        assert elsewhere.plan != cast.plan

        assert self.errors(cast, email="there@test.example").keys() == {"email"}

    def test_whoever_has_left_the_service_does_not_speak(self, cast: Cast) -> None:
        cast.contributor.is_active = False
        cast.contributor.save()

        assert self.errors(cast, email=cast.contributor.email).keys() == {"email"}

    def test_a_person_speaks_for_one(self, cast: Cast) -> None:
        forum = StakeholderFactory(plan=cast.plan, user=cast.contributor)

        assert self.errors(cast, email=cast.contributor.email) == {
            "email": ["They already speak for ST1."]
        }
        assert self.errors(cast, item=forum, email=cast.contributor.email) == {}

    def test_whoever_spoke_for_one_that_was_removed_is_free(self, cast: Cast) -> None:
        StakeholderFactory(plan=cast.plan, user=cast.contributor, removed_at=timezone.now())

        assert self.errors(cast, email=cast.contributor.email) == {}

    def test_it_shows_who_speaks_and_stores_the_person(self, cast: Cast) -> None:
        forum = StakeholderFactory(plan=cast.plan, user=cast.contributor)
        with scope(plan=cast.plan):
            shown = StakeholderForm(plan=cast.plan, item=forum)
            answers = {"name": "Forum", "kind": "vcse", "email": cast.viewer.email, "version": "1"}
            sent = StakeholderForm(posted(answers), plan=cast.plan, item=forum)
            assert sent.is_valid(), sent.errors
            values = sent.values()

        assert shown["email"].value() == cast.contributor.email
        assert values["user"] == cast.viewer
        assert "email" not in values

    def offered(self, cast: Cast, item: PlanItem | None = None) -> set[str]:
        with scope(plan=cast.plan):
            form = StakeholderForm(plan=cast.plan, item=item)
            field: Any = form.fields["organisation"]
            return {str(label) for _key, label in field.choices}

    def test_it_is_one_of_the_bodies_of_today(self, cast: Cast) -> None:
        OrganisationFactory(name="Age UK Trafford", kind="vcse")
        OrganisationFactory(name="Trafford CCG", kind="icb", valid_to=dt.date(2022, 7, 1))

        assert {"None", "Age UK Trafford"} <= self.offered(cast)
        assert not [name for name in self.offered(cast) if "CCG" in name]

    def test_a_body_that_ended_stays_with_the_one_that_has_it(self, cast: Cast) -> None:
        gone = OrganisationFactory(name="Trafford CCG", kind="icb", valid_to=dt.date(2022, 7, 1))
        stake = StakeholderFactory(plan=cast.plan, organisation=gone)

        assert [name for name in self.offered(cast, stake) if "CCG" in name]
        assert self.errors(cast, item=stake, organisation=str(gone.pk)) == {}
        assert self.errors(cast, organisation=str(gone.pk)).keys() == {"organisation"}

    def test_a_person_is_no_body(self, cast: Cast) -> None:
        body = OrganisationFactory()

        assert self.errors(cast, is_person="on", organisation=str(body.pk)) == {
            "organisation": ["A person does not stand for an organisation: choose “None”."]
        }
        assert self.errors(cast, is_person="on") == {}


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a\x07b", "x" * (COMMENT_LENGTH + 1)])
def test_a_comment_says_something_that_can_be_kept(text: str) -> None:
    assert CommentForm(posted({"text": text})).errors.keys() == {"text"}


def test_a_comments_markup_is_its_text() -> None:
    form = CommentForm(posted({"text": "<img src=x onerror=alert(1)>\r\nNext line"}))

    assert form.is_valid()
    assert form.cleaned_data["text"] == "<img src=x onerror=alert(1)>\nNext line"


def test_a_response_is_a_listed_decision_with_its_reason() -> None:
    form = DispositionForm(posted({"decision": "perhaps", "response": ""}), disposition=None)

    assert form.errors.keys() == {"decision", "response"}


def test_an_earlier_response_is_shown_with_its_version() -> None:
    earlier = DispositionFactory(decision="partly", response="In part.")

    form = DispositionForm(disposition=earlier)

    assert [form[name].value() for name in ("decision", "response", "version")] == [
        "partly",
        "In part.",
        1,
    ]


@pytest.mark.parametrize("reason", ["", "dull"])
def test_a_comment_is_hidden_for_a_listed_reason(reason: str) -> None:
    assert HideForm(posted({"reason": reason})).errors.keys() == {"reason"}
