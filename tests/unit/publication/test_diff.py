"""What changed between two documents, object by object and field by field."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from scp.publication.choices import FIELD_NAMES
from scp.publication.content import (
    Baseline,
    Change,
    Citation,
    Contribution,
    CurveAction,
    CurveStory,
    KeptCopy,
    KeyFigure,
    MethodBreak,
    PlanContent,
    Response,
    Result,
    Stakeholder,
)
from scp.publication.diff import COLLECTIONS, NOT_COMPARED, as_text, diff
from tests.factories import content as make
from tests.factories import plan_why as told
from tests.unit.publication.documents import complete, documents


def said(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(c.kind, c.collection, c.reference, c.field) for c in changes]


def with_first(collection: str, **facts: Any) -> PlanContent:
    first, *others = getattr(complete(), collection)
    return complete(**{collection: (first.model_copy(update=facts), *others)})


def test_equal_documents_have_no_changes() -> None:
    assert diff(complete(), complete()) == ()


def test_the_time_and_the_edition_are_not_changes() -> None:
    later = complete(as_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC), edition=make.edition(3))

    assert diff(later, complete()) == ()


def test_what_was_added_and_removed_is_named_by_its_title() -> None:
    before = complete()
    now = complete(
        pieces=(*before.pieces, make.piece(2, "PF1", "Holiday food", {"O1": 1})),
        evidence=(),
    )

    assert [(c.kind, c.collection, c.reference, c.title) for c in diff(now, before)] == [
        ("added", "pieces", "P2", "Holiday food"),
        ("removed", "evidence", "EV-001", "Census"),
    ]
    back = {(c.kind, c.reference) for c in diff(before, now)}
    assert back == {("removed", "P2"), ("added", "EV-001")}


def test_a_changed_field_shows_both_texts() -> None:
    now = with_first("outcomes", statement="Families can pay their bills")

    assert diff(now, complete()) == (
        Change(
            kind="changed",
            collection="outcomes",
            reference="O1",
            title="Families can pay their bills",
            field="statement",
            before="Outcome 1",
            after="Families can pay their bills",
        ),
    )


def test_each_changed_field_is_a_change() -> None:
    now = with_first("sections", title="Our vision", body="We see further.")

    assert said(diff(now, complete())) == [
        ("changed", "sections", "S1", "title"),
        ("changed", "sections", "S1", "body"),
    ]


def test_what_follows_from_a_text_is_not_a_change_of_its_own() -> None:
    cited = (make.cite(1),)

    assert diff(with_first("sections", html="<p>We see.</p>", citations=cited), complete()) == ()


def test_the_plan_itself_may_change() -> None:
    now = complete(plan=make.plan(summary="In short", period_end=dt.date(2030, 3, 31)))

    changes = diff(now, complete())

    assert said(changes) == [
        ("changed", "plan", "", "summary"),
        ("changed", "plan", "", "period_end"),
    ]
    assert (changes[1].before, changes[1].after) == ("2036-03-31", "2030-03-31")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_another_order_is_one_change(collection: str) -> None:
    before = make.small()
    items = getattr(before, collection)
    turned = tuple(reversed(items))

    (change,) = diff(make.small(**{collection: turned}), before)

    assert said((change,)) == [("changed", collection, "", "order")]
    assert change.before == "; ".join(item.reference for item in items)
    assert change.after == "; ".join(item.reference for item in turned)


def test_what_was_added_or_removed_between_them_leaves_the_order() -> None:
    before = make.small()
    now = make.small(outcomes=before.outcomes[1:])

    assert [change.kind for change in diff(now, before)] == ["removed"]
    assert [change.kind for change in diff(before, now)] == ["added"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_address_is_not_a_change(collection: str) -> None:
    assert diff(with_first(collection, uri="https://elsewhere.example/"), complete()) == ()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_other_field_of_every_kind_of_item_is_watched(collection: str) -> None:
    item = getattr(complete(), collection)[0]
    fields = set(type(item).model_fields) - {"reference", "uri", "html", "status_label"}
    if collection == "sections":
        fields -= {"citations"}

    unwatched = {
        field
        for field in fields
        if not any(
            c.field == field
            for c in diff(with_first(collection, **{field: _another(item, field)}), complete())
        )
    }

    assert unwatched == set()


def _another(item: Any, field: str) -> Any:
    """A value that this field does not have. Diff compares; it does not validate."""
    value = getattr(item, field)
    return value[1:] if isinstance(value, tuple) and value else ("another", field)


class TestObservations:
    def changed(self, *facts: dict[str, Any]) -> tuple[Change, ...]:
        indicator = complete().indicators[0]
        kept = indicator.observations[: -len(facts)]
        changed = [
            o.model_copy(update=f)
            for o, f in zip(indicator.observations[-len(facts) :], facts, strict=True)
        ]
        return diff(with_first("indicators", observations=(*kept, *changed)), complete())

    def test_new_values_are_one_change(self) -> None:
        indicator = complete().indicators[0]
        fewer = with_first("indicators", observations=indicator.observations[:-2])
        area = indicator.observations[-1].area_name

        (change,) = diff(complete(), fewer)

        assert said((change,)) == [("changed", "indicators", "I1", "observations")]
        assert change.before == ""
        assert change.after.count(area) == 2

    def test_a_revised_value_shows_the_old_and_the_new(self) -> None:
        last = complete().indicators[0].observations[-1]

        (change,) = self.changed({"value": Decimal("99.9"), "status": "revised", "revised": True})

        assert change.before == f"{last.area_name} {last.period}: {last.value}"
        assert change.after == f"{last.area_name} {last.period}: 99.9"

    def test_a_value_that_was_suppressed_says_so(self) -> None:
        (change,) = self.changed({"value": None, "status": "suppressed"})

        assert change.after.endswith(": suppressed")

    def test_a_part_of_the_population_has_values_of_its_own(self) -> None:
        """Its first value does not pass for a new one of everybody in the same period."""
        observations = complete().indicators[0].observations
        part = observations[-1].model_copy(
            update={"breakdown": "sex=Female", "value": Decimal("51.2")}
        )

        (change,) = diff(with_first("indicators", observations=(*observations, part)), complete())

        assert change.before == ""
        assert change.after == f"{part.area_name} sex=Female {part.period}: 51.2"

    def test_a_value_that_is_gone_is_a_change(self) -> None:
        observations = complete().indicators[0].observations

        (change,) = diff(with_first("indicators", observations=observations[:-1]), complete())

        assert change.field == "observations"
        assert observations[-1].period in change.before
        assert change.after == ""


class TestComments:
    waiting = make.comment(7, "O1", "Resident", "Resident", "And the buses?")
    answer = Response(
        decision="accepted",
        decision_label="Accepted",
        text="Added to P1.",
        made_on=dt.date(2026, 6, 1),
    )

    def test_a_new_one_is_added_with_its_text(self) -> None:
        now = complete(comments=(*complete().comments, self.waiting))

        (change,) = diff(now, complete())

        assert (change.kind, change.reference, change.title, change.after) == (
            "added",
            "C7",
            "Resident on O1",
            "And the buses?",
        )

    def test_an_answer_is_a_change_of_the_comment(self) -> None:
        before = complete(comments=(self.waiting,))
        now = complete(comments=(self.waiting.model_copy(update={"response": self.answer}),))

        (change,) = diff(now, before)

        assert (change.kind, change.field, change.before) == ("changed", "response", "")
        assert change.after == "Accepted. Added to P1."

    def test_a_hidden_one_is_removed_without_its_words(self) -> None:
        before = complete(comments=(self.waiting,))

        (change,) = diff(complete(comments=()), before)

        assert (change.kind, change.reference) == ("removed", "C7")
        assert "buses" not in str(change)

    def test_several_hidden_ones_are_removed_in_their_order(self) -> None:
        """Sets have no order of their own, and an edition's bytes hold its changes."""
        ten = tuple(make.comment(n, "O1", "Resident", "Resident", "?") for n in range(1, 11))

        changes = diff(complete(comments=()), complete(comments=ten))

        assert [c.reference for c in changes] == [f"C{n}" for n in range(1, 11)]


class TestStakeholders:
    resident = Stakeholder(name="Resident", kind="resident", kind_label="Resident")
    forum = Stakeholder(name="Parents Forum", kind="vcse", kind_label="VCSE organisation")

    def test_who_came_and_who_went_is_said_once_each(self) -> None:
        before = complete(stakeholders=(self.forum, self.resident))
        now = complete(stakeholders=(self.resident, self.resident, self.resident))

        assert [(c.kind, c.collection, c.title) for c in diff(now, before)] == [
            ("added", "stakeholders", "Resident"),
            ("added", "stakeholders", "Resident"),
            ("removed", "stakeholders", "Parents Forum"),
        ]

    def test_the_same_people_in_another_order_are_the_same(self) -> None:
        before = complete(stakeholders=(self.forum, self.resident))

        assert diff(complete(stakeholders=(self.resident, self.forum)), before) == ()


class TestMergesAndSplits:
    def merged(self) -> PlanContent:
        """N1 and N2 of an earlier edition have become N3."""
        return complete(needs=(self.need(3, replaces=("N1", "N2")),))

    def need(self, number: int, **facts: Any) -> Any:
        whole = make.need(number, f"Need {number}", "Residents", (make.cite(1),), voiced=True)
        return whole.model_copy(update=facts)

    def told(self, changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
        return [(c.kind, c.reference, c.after) for c in changes if c.collection == "needs"]

    def test_items_that_became_one_are_merged_and_not_removed(self) -> None:
        before = complete(needs=(self.need(1), self.need(2)))

        assert self.told(diff(self.merged(), before)) == [
            ("added", "N3", ""),
            ("merged", "N1", "N3"),
            ("merged", "N2", "N3"),
        ]

    def test_an_item_that_became_several_is_split(self) -> None:
        before = complete(needs=(self.need(1),))
        now = complete(needs=tuple(self.need(n, replaces=("N1",)) for n in (2, 3)))

        assert self.told(diff(now, before)) == [
            ("added", "N2", ""),
            ("added", "N3", ""),
            ("split", "N1", "N2; N3"),
        ]

    def test_it_is_told_with_the_words_it_had(self) -> None:
        before = complete(needs=(self.need(1), self.need(2)))

        titles = [c.title for c in diff(self.merged(), before) if c.kind == "merged"]

        assert titles == ["Need 1", "Need 2"]

    def test_what_was_said_of_it_stays_said(self) -> None:
        comment = make.comment(1, "N1", "Resident", "Resident", "Yes.")
        before = complete(needs=(self.need(1), self.need(2)), comments=(comment,))
        now = self.merged().model_copy(update={"comments": (comment,)})

        assert not [c for c in diff(now, before) if c.collection == "comments"]

    def test_an_item_that_was_put_back_beside_its_successor_is_itself(self) -> None:
        now = complete(needs=(self.need(1), self.need(2, replaces=("N1",))))

        assert now.successors == {}
        assert [c.kind for c in diff(complete(needs=now.needs[1:]), now)] == ["merged"]


@settings(max_examples=60, deadline=None)
@given(documents)
def test_no_document_differs_from_itself(content: PlanContent) -> None:
    assert diff(content, content) == ()


def test_every_part_of_a_document_is_compared_or_says_nothing_new() -> None:
    """What follows from the rest (attribution), or is the edition's own, is not a change."""
    compared = {*COLLECTIONS, "plan", "stakeholders", "comments", "equality_assessments"}
    # Who signed is said of each version anew.
    compared |= {"decisions", "sign_offs", "overrides"}

    assert PlanContent.model_fields.keys() - compared == {
        *("schema_version", "as_at", "licence", "attribution", "edition", "profile"),
    }


@settings(max_examples=60, deadline=None)
@given(documents, documents)
def test_there_and_back_speak_of_the_same_things(one: PlanContent, other: PlanContent) -> None:
    gone = {"merged": "removed", "split": "removed"}
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}

    def told(changes: tuple[Change, ...], kinds: dict[str, str]) -> Counter[tuple[str, ...]]:
        return Counter(
            (kinds[gone.get(c.kind, c.kind)], c.collection, c.reference, c.field) for c in changes
        )

    assert told(diff(one, other), {kind: kind for kind in opposite}) == told(
        diff(other, one), opposite
    )


@settings(max_examples=60, deadline=None)
@given(documents, documents)
def test_the_changes_made_to_the_one_give_the_other(now: PlanContent, before: PlanContent) -> None:
    """Taken back to objects: what is kept, less what was removed, and what was added or changed."""
    changes = diff(now, before)

    for collection in (*COLLECTIONS, "comments"):
        of_kind = {kind: set[str]() for kind in ("added", "removed", "changed")}
        for change in changes:
            if change.collection == collection:
                kind = "removed" if change.kind in ("merged", "split") else change.kind
                of_kind[kind].add(change.reference)
        old = {item.reference: item for item in getattr(before, collection)}
        new = {item.reference: item for item in getattr(now, collection)}
        of_kind["changed"].discard("")  # the order of the whole collection
        assert new.keys() == (old.keys() - of_kind["removed"]) | of_kind["added"]
        same = old.keys() & new.keys() - of_kind["changed"]
        for reference in same:
            assert _watched(old[reference]) == _watched(new[reference])


def _watched(item: Any) -> Any:
    """An item as far as its changes are listed: a comment's text is for life, its answer is not."""
    if hasattr(item, "response"):
        return item.response
    derived: dict[str, Any] = {name: "" for name in ("html", "status_label") if hasattr(item, name)}
    if hasattr(item, "html"):
        derived["citations"] = ()
    if hasattr(item, "observations"):
        derived["observations"] = {(o.area, o.breakdown, o.period): o for o in item.observations}
    return item.model_copy(update=derived)


RATED = "Nesta: Two (Public health intelligence team, 2026-06-01)"
EXCEPTED = (
    "Ada Green, Director of Place on 2026-09-01: Residents are asked about homes in the spring."
)
RESULT = Result(
    reference="RS1",
    period_start=dt.date(2026, 4, 1),
    period_end=dt.date(2026, 9, 30),
    value=Decimal("61.5"),
    source="Hub records",
)
STEP = CurveAction(
    reference="A2",
    action="Print the cards",
    owner="Head of Libraries",
    due_on=dt.date(2026, 10, 1),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ((), ""),
        ("", ""),
        ("words", "words"),
        (Decimal("46.50"), "46.50"),
        (Decimal("1E+3"), "1000"),
        (("N1", "N2"), "N1; N2"),
        (dt.date(2026, 5, 1), "2026-05-01"),
        (Baseline(period="2023", value=Decimal("11.6")), "11.6 (2023)"),
        (make.cite(1, "contradicts"), "EV-001 contradicts"),
        (make.cite(1, "gap", "p. 3"), "EV-001 shows a gap (p. 3)"),
        (Citation(evidence="EV-001", locator="p. 3", about="2024"), "EV-001 supports (p. 3, 2024)"),
        (make.target(2029, "58"), "58 by 2029-03-31"),
        (
            Contribution(outcome="O1", strength=2, rationale="It reaches them."),
            "O1, strength 2: It reaches them.",
        ),
        (
            Contribution(outcome="O1", strength=2, rationale="So.", evidence=("EV-002",)),
            "O1, strength 2: So. (EV-002 supports)",
        ),
        (KeyFigure(label="Ready", value=Decimal("48.6"), unit="%"), "Ready: 48.6 %"),
        (
            KeyFigure(
                label="Ready",
                value=Decimal("48.6"),
                lower_ci=Decimal("45"),
                upper_ci=Decimal("52"),
                unit="%",
            ),
            "Ready: 48.6 (45 to 52) %",
        ),
        (KeyFigure(label="It has grown"), "It has grown"),
        (told.rating(1, ("nesta", "Nesta"), ("2", "Two"), "So."), RATED),
        (
            told.OUTCOMES["O1"]["goals"],
            "UN Sustainable Development Goals 2015: 4 Quality education",
        ),
        (told.OUTCOMES["O3"]["library"], "Trafford Council, homes, version 2"),
        (told.OUTCOMES["O4"]["no_voice"], EXCEPTED),
        (told.NEEDS["N1"]["scale_figure"], "I1 Trafford 2024/25: 48.6"),
        (told.NEEDS["N1"]["places"], "Trafford"),
        (MethodBreak(on=dt.date(2020, 4, 1), note="New survey"), "from 2020-04-01: New survey"),
        (KeptCopy(name="a.pdf", media_type="application/pdf", size=1, sha256="ab"), "a.pdf (ab)"),
        (RESULT, "61.5, 2026-04-01 to 2026-09-30 (Hub records)"),
        (STEP, "Print the cards (Head of Libraries by 2026-10-01)"),
        (
            STEP.model_copy(update={"done_on": dt.date(2026, 9, 20)}),
            "Print the cards (Head of Libraries by 2026-10-01, done on 2026-09-20)",
        ),
        (
            CurveStory(story="Rents rose.", low_cost_idea="A card."),
            "Rents rose., A card.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_are_told_in_words(value: Any, text: str) -> None:
    assert as_text(value) == text


def test_a_reader_has_a_word_for_every_field_that_is_compared() -> None:
    unnamed = {
        field
        for collection in ("plan", "equality_assessments", "decisions", *COLLECTIONS)
        for field in _item_type(collection).model_fields
        if field not in NOT_COMPARED | FIELD_NAMES.keys()
    }
    assert unnamed == set(), "fields without a name in scp/publication/choices.py"


def _item_type(collection: str) -> Any:
    """The type of the items of a collection of PlanContent."""
    declared: Any = PlanContent.model_fields[collection].annotation
    return get_args(declared)[0] if get_args(declared) else declared
