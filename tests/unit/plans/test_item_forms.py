"""What every item form has in common: nothing unstorable, nothing too long, nothing foreign."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django_scopes import scope

from scp.plans.forms import ItemForm
from scp.plans.models import Plan, PlanItem
from tests.factories.plans import PlanFactory
from tests.factories.procurement import PieceFactory
from tests.unit.plans.kinds import CASES, Answers, KindCase

pytestmark = pytest.mark.django_db

# Text that is looked up and not kept.
LOOKED_UP = {"other_places"}
TEXTS = [
    (case, name)
    for case in CASES
    for name, field in case.kind.form.base_fields.items()
    if type(field) is forms.CharField and name not in LOOKED_UP
]


def posted(answers: Answers) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, answer in answers.items():
        data.setlist(name, answer if isinstance(answer, list) else [answer])
    return data


def filled(case: KindCase, plan: Plan, **answers: Any) -> ItemForm:
    with scope(plan=plan):
        return case.kind.form(posted(case.answers(plan) | answers), plan=plan)


def is_valid(form: ItemForm) -> bool:
    with scope(plan=form.plan):
        return form.is_valid()


def by_name(value: Any) -> str:
    return value.name if isinstance(value, KindCase) else str(value)


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_good_answers_are_taken(case: KindCase) -> None:
    form = filled(case, PlanFactory())

    assert is_valid(form), form.errors


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_an_item_shown_in_its_form_and_sent_back_is_as_it_was(case: KindCase) -> None:
    plan = PlanFactory()
    item = case.item(plan)
    with scope(plan=plan):
        shown = case.kind.form(plan=plan, item=item)
        again = posted(_as_sent(shown))
        form = case.kind.form(again, plan=plan, item=item)
        assert form.is_valid(), form.errors
        values = form.values()

    stored = {name: value for name, value in values.items() if hasattr(type(item), name)}
    assert stored, "the form is about the item's own fields"
    with scope(plan=plan):
        for name, value in stored.items():
            now = getattr(item, name)
            assert value == now or list(value) == list(now.all()), name


def _as_sent(form: ItemForm) -> Answers:
    """What a browser sends of a form that nobody typed in."""
    answers: Answers = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, tuple) and len(value) == 3:
            parts = zip(("day", "month", "year"), value, strict=True)
            answers |= {f"{name}-{part}": text for part, text in parts}
        elif isinstance(value, bool):
            answers |= {name: "on"} if value else {}
        elif value is not None:
            answers[name] = list(value) if isinstance(value, list | tuple) else str(value)
    return answers


@pytest.mark.parametrize(("case", "name"), TEXTS, ids=by_name)
@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\ud800"], ids=ascii)
def test_no_text_may_hold_a_character_that_cannot_be_stored(
    case: KindCase, name: str, character: str
) -> None:
    form = filled(case, PlanFactory(), **{name: f"before{character}after"})

    assert not is_valid(form)
    assert "character that cannot be stored" in form.errors[name][0]


@pytest.mark.parametrize(("case", "name"), TEXTS, ids=by_name)
def test_text_may_be_as_long_as_its_column_and_no_longer(case: KindCase, name: str) -> None:
    limit = case.kind.form.base_fields[name].max_length  # type: ignore[attr-defined]
    assert limit, "every text has a limit"
    column: Any = case.kind.model._meta.get_field(name)
    assert limit <= (column.max_length or limit), "the form stops what the column would"

    with_too_much = filled(case, PlanFactory(), **{name: "é" * (limit + 1)})

    assert not is_valid(with_too_much)
    assert f"{limit} characters or fewer. It is now {limit + 1}" in with_too_much.errors[name][0]
    just_enough = filled(case, PlanFactory(), **{name: "é" * limit})
    is_valid(just_enough)
    assert name not in just_enough.errors


@pytest.mark.parametrize(("case", "name"), TEXTS, ids=by_name)
def test_markup_is_kept_as_the_text_it_is(case: KindCase, name: str) -> None:
    markup = "<script>alert('x')</script> & <b>bold</b>"
    limit = case.kind.form.base_fields[name].max_length  # type: ignore[attr-defined]
    form = filled(case, PlanFactory(), **{name: markup[:limit]})

    is_valid(form)

    assert form.cleaned_data[name] == markup[:limit]


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_an_empty_form_says_what_is_missing(case: KindCase) -> None:
    plan = PlanFactory()
    with scope(plan=plan):
        form = case.kind.form(QueryDict(), plan=plan)
        assert not form.is_valid()

    required = {name for name, field in form.fields.items() if field.required}
    assert case.required in required
    assert form.errors.keys() == required
    assert not any("This field is required" in e[0] for e in form.errors.values())


CHOOSING = [
    (case, name)
    for case in CASES
    for name, field in case.kind.form.base_fields.items()
    if isinstance(field, forms.ModelChoiceField)
]
# Answers that are no items of a plan: shared by all plans, or tested where the form is.
NO_ITEMS = {"places", "scale_observation", "owner_user", "owner_organisation", "organisation"}
CHOOSING_ITEMS = [(case, name) for case, name in CHOOSING if name not in NO_ITEMS]


def answers_choosing(case: KindCase, plan: Plan, name: str) -> Answers:
    """The answers of a case, or others where it does not choose this: a step of the theory of
    change stands for an outcome or for a piece."""
    if (case.name, name) == ("node", "piece"):
        return {"kind": "output", "label": "Bills checked", "piece": PieceFactory(plan=plan).pk}
    return case.answers(plan)


@pytest.mark.parametrize(("case", "name"), CHOOSING_ITEMS, ids=by_name)
def test_nothing_of_another_plan_can_be_chosen(case: KindCase, name: str) -> None:
    here, there = PlanFactory(), PlanFactory()
    theirs = answers_choosing(case, there, name)[name]

    form = filled(case, here, **{name: theirs})

    assert not is_valid(form)
    assert form.errors.keys() == {name}
    with scope(plan=here):
        offered = {choice.pk for choice in form.fields[name].queryset}  # type: ignore[attr-defined]
    assert offered.isdisjoint(theirs if isinstance(theirs, list) else [theirs])


@pytest.mark.parametrize(("case", "name"), CHOOSING_ITEMS, ids=by_name)
def test_nothing_that_was_removed_can_be_chosen(case: KindCase, name: str) -> None:
    plan = PlanFactory()
    answers = answers_choosing(case, plan, name)
    chosen = answers[name] if isinstance(answers[name], list) else [answers[name]]
    with scope(plan=plan):
        model: type[PlanItem] = case.kind.form(plan=plan).fields[name].queryset.model  # type: ignore[attr-defined]
    model._base_manager.filter(pk__in=chosen).update(removed_at="2026-05-01T12:00:00Z")

    with scope(plan=plan):
        form = case.kind.form(posted(answers), plan=plan)

    assert not is_valid(form)
    assert form.errors.keys() == {name}


@pytest.mark.parametrize(("case", "name"), CHOOSING, ids=by_name)
@pytest.mark.parametrize("nonsense", ["0", "-1", "1 OR 1=1", "\x00", "9" * 30])
def test_a_choice_that_is_none_is_an_error_of_the_form(
    case: KindCase, name: str, nonsense: str
) -> None:
    form = filled(case, PlanFactory(), **{name: nonsense})

    assert not is_valid(form)
    assert form.errors.keys() == {name}
