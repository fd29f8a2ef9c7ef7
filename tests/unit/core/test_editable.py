"""Two people edit one row: whoever saves second is told, and nothing of either is lost."""

import datetime as dt

import pytest
import time_machine

from scp.core.errors import StaleVersion
from scp.plans.models import Plan
from tests.factories.plans import PlanFactory
from tests.unit.concurrency import at_once


@pytest.mark.django_db
def test_a_save_over_the_version_one_saw_raises_it_by_one() -> None:
    plan = PlanFactory(title="Before")

    with time_machine.travel(dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC), tick=False):
        answered = plan.revise(seen_version=1, title="After")

    assert answered is plan
    assert (plan.title, plan.version) == ("After", 2)
    assert plan.updated_at == dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)
    assert Plan.drafts.get(pk=plan.pk).title == "After"


@pytest.mark.django_db
def test_whoever_saves_second_gets_the_row_as_it_is_and_changes_nothing() -> None:
    hers = PlanFactory(title="As both opened it")
    his = Plan.drafts.get(pk=hers.pk)
    hers.revise(seen_version=1, title="Hers")

    with pytest.raises(StaleVersion) as stale:
        his.revise(seen_version=1, title="His")

    assert (stale.value.current.title, stale.value.current.version) == ("Hers", 2)
    assert Plan.drafts.get(pk=hers.pk).title == "Hers"


@pytest.mark.django_db
def test_a_version_from_the_future_is_as_stale_as_one_from_the_past() -> None:
    plan = PlanFactory(title="As it is")

    with pytest.raises(StaleVersion):
        plan.revise(seen_version=2, title="Forged")

    assert Plan.drafts.get(pk=plan.pk).title == "As it is"


@pytest.mark.django_db
def test_a_save_writes_only_the_fields_it_names() -> None:
    plan = PlanFactory(title="Title", summary="Summary")
    held = Plan.drafts.get(pk=plan.pk)
    held.summary = "Typed but not to be saved"
    held.revise(seen_version=1, title="New title")

    stored = Plan.drafts.get(pk=plan.pk)
    assert (stored.title, stored.summary) == ("New title", "Summary")
    assert held.summary == "Summary", "and the row in hand is the stored one"


@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_at_the_same_moment_one_succeeds() -> None:
    plan = PlanFactory()
    names = ["Ada", "Ben", "Cai", "Dee"]

    def save(name: str) -> str:
        Plan.drafts.get(pk=plan.pk).revise(seen_version=1, title=name)
        return name

    results = at_once(*(lambda name=name: save(name) for name in names))

    won = [result for result in results if result in names]
    assert len(won) == 1
    assert [type(result) for result in results if result not in won] == [StaleVersion] * 3
    stored = Plan.drafts.get(pk=plan.pk)
    assert (stored.title, stored.version) == (won[0], 2)
