"""What is made of a draft is kept until somebody writes to it, and no longer (ADR 0009)."""

import datetime as dt
import sys
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outcomes.actions import needs, targets
from outcomes.models import Indicator, Need
from scp.plans.models import Plan
from scp.publication import pages
from scp.publication.queries import published_get
from scp.publication.views import draft, indicators
from tests.factories import content as make
from tests.factories.outcomes import (
    EnglandObservationFactory,
    EvidenceFactory,
    IndicatorFactory,
    ObservationFactory,
    OutcomeFactory,
)
from tests.factories.places import TraffordFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.publication import edition_of
from tests.unit.outcomes.test_evidence_views import signed_in
from tests.unit.publication.test_indicator_pages import said

pytestmark = pytest.mark.django_db
# Of a page of a draft, for somebody who is signed in.
MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute of a test does not end before the test."""
    monkeypatch.setattr(pages, "DRAFT_SECONDS", sys.maxsize)


@pytest.fixture
def cast() -> Any:
    cast = cast_of(PlanFactory(slug="trafford", places=[TraffordFactory()]))
    draft.kept_standings.clear()
    indicators.kept_shown.clear()
    need(cast, "The first")
    return cast


def need(cast: Cast, statement: str) -> Need:
    """An event in the plan's audit chain: without one nothing is kept."""
    return needs.identify(
        plan=cast.plan,
        statement=statement,
        who="Residents",
        scale="",
        source_kinds=["citizen_voice"],
        supported_by=[EvidenceFactory(plan=cast.plan)],
        by=cast.lead,
    )


def asked(client: Client, address: str) -> tuple[str, int]:
    """A page, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


class TestThePageOfThePlan:
    address = "/draft/trafford/"

    def test_is_not_made_again_while_nobody_writes(self, cast: Cast) -> None:
        client = signed_in(cast.lead)
        first, cold = asked(client, self.address)
        second, warm = asked(client, self.address)
        assert warm < cold <= MOST_QUERIES
        assert _without_tokens(second) == _without_tokens(first)

    def test_says_at_once_what_was_written(self, cast: Cast) -> None:
        client = signed_in(cast.lead)
        before, _queries = asked(client, self.address)
        need(cast, "The second")
        after, _queries = asked(client, self.address)
        assert "N1" in before
        assert "N2" not in before
        assert "N2" in after

    def test_says_the_next_minute_what_was_changed_past_the_actions(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = signed_in(cast.lead)
        before, _queries = asked(client, self.address)
        OutcomeFactory(plan=cast.plan)  # no event: not by an action
        same, _queries = asked(client, self.address)
        monkeypatch.setattr(pages, "DRAFT_SECONDS", 1)
        later, _queries = asked(client, self.address)
        assert "O1" not in before + same
        assert "O1" in later

    def test_shows_each_person_what_they_may_do(self, cast: Cast) -> None:
        lead, _queries = asked(signed_in(cast.lead), self.address)
        viewer, _queries = asked(signed_in(cast.viewer), self.address)
        assert reverse("draft-publish", args=["trafford"]) in lead
        assert reverse("draft-publish", args=["trafford"]) not in viewer

    def test_is_of_its_own_plan(self, cast: Cast) -> None:
        other = cast_of(PlanFactory(slug="salford"))
        asked(signed_in(cast.lead), self.address)
        theirs, _queries = asked(signed_in(other.lead), "/draft/salford/")
        assert "N1" not in theirs


class TestThePageOfAnIndicator:
    @pytest.fixture
    def item(self, cast: Cast) -> Any:
        item = IndicatorFactory(
            plan=cast.plan,
            polarity="higher_better",
            baseline_period="2020",
            baseline_value=Decimal("50"),
        )
        for year, value in ((2020, "50"), (2021, "55")):
            ObservationFactory(indicator=item, year=year, value=value)
            EnglandObservationFactory(indicator=item, year=year, value=value)
        OutcomeFactory(plan=cast.plan, indicators=[item])
        return item

    def address(self, item: Indicator) -> str:
        return reverse("draft-indicator", args=["trafford", item.reference])

    def test_is_not_made_again_while_nobody_writes(self, cast: Cast, item: Indicator) -> None:
        client = signed_in(cast.viewer)
        first, cold = asked(client, self.address(item))
        second, warm = asked(client, self.address(item))
        assert warm < cold
        assert _without_tokens(second) == _without_tokens(first)

    def test_judges_at_once_by_a_new_target(self, cast: Cast, item: Indicator) -> None:
        client = signed_in(cast.viewer)
        before = said(client, item, "Against target")
        targets.set_point(
            indicator=item, due_on=dt.date(2021, 12, 31), value=Decimal("40"), by=cast.lead
        )
        after = said(client, item, "Against target")
        assert before.startswith("none: Not judged.")
        assert after.startswith("tick: On or better than target.")


class TestWhatIsPublished:
    @pytest.fixture
    def plan(self) -> Plan:
        return PlanFactory(slug="trafford")

    def test_nothing(self, plan: Plan) -> None:
        assert published_get(plan).latest is None
        assert published_get(plan).documents == ()

    def test_the_latest_though_no_file_is_open(self, plan: Plan) -> None:
        for number in (1, 2):
            edition_of(plan, make.small(edition=make.edition(number)))
        found = published_get(plan)
        assert found.latest is not None
        assert (found.latest.number, found.documents) == (2, ())


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "nonce" not in line]
