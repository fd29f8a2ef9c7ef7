"""What was typed as an outcome and is an output: moved to a piece, and nothing lost."""

from html.parser import HTMLParser
from typing import Any

import pytest

from outcomes.models import Outcome
from procurement.models import Piece, Portfolio
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, cast_of
from tests.factories.procurement import PortfolioFactory
from tests.unit.plans.test_item_views import signed_in, text_of

pytestmark = pytest.mark.django_db
MOVE = "/draft/trafford/outcomes/to-piece/"


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def portfolio(cast: Cast) -> Portfolio:
    portfolio: Portfolio = PortfolioFactory(plan=cast.plan)
    return portfolio


class Form(HTMLParser):
    """The answers in the form of a page that a browser would send, and where to."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.answers: list[tuple[str, str]] = []
        self.action, self.writing = "", ""
        self.feed(page.content.decode().partition("<main")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        if tag == "textarea":
            self.answers.append((given["name"], ""))
            self.writing = given["name"]
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if tag == "input" and ticked:
            self.answers.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.answers[-1] = (self.writing, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.writing = ""

    def __getitem__(self, name: str) -> list[str]:
        return [value for key, value in self.answers if key == name]


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    """What somebody had filled in when they were told."""
    return {
        "statement": "Deliver 900 sessions",
        "theme": "economic",
        "other_themes": ["social", "environmental"],
        "summary": 'Debt advice, "near" home\nand free',
        "owner": "Director of Place",
        "no_measure_due_on-day": "31",
        "needs": [NeedFactory(plan=cast.plan).pk, NeedFactory(plan=cast.plan).pk],
        **more,
    }


def as_piece(portfolio: Portfolio, **more: Any) -> dict[str, Any]:
    return {
        "piece-title": "Debt advice in libraries",
        "piece-portfolio": portfolio.pk,
        "piece-state": "idea",
        **more,
    }


def test_the_piece_is_filled_in_with_the_words(cast: Cast, portfolio: Portfolio) -> None:
    page = signed_in(cast.commissioner).post(MOVE, typed(cast))

    assert page.status_code == 200
    assert Form(page)["piece-title"] == ["Deliver 900 sessions"]
    assert "There is a problem" not in text_of(page), "nobody is told off for what they left out"
    assert not Piece._base_manager.exists()


def test_words_that_are_too_long_for_a_title_are_its_scope(cast: Cast) -> None:
    words = f"Deliver 900 sessions {'again ' * 40}".strip()

    page = signed_in(cast.commissioner).post(MOVE, typed(cast, statement=words))

    assert Form(page)["piece-title"] == [words[:200]]
    assert Form(page)["piece-summary"] == [words]


def test_everything_else_that_was_typed_is_sent_along(cast: Cast, portfolio: Portfolio) -> None:
    answers = typed(cast)

    page = signed_in(cast.commissioner).post(MOVE, answers)

    sent = Form(page)
    assert sent["other_themes"] == ["social", "environmental"]
    assert sent["needs"] == [str(pk) for pk in answers["needs"]]
    assert sent["no_measure_due_on-day"] == ["31"]
    assert sent["summary"] == [answers["summary"]]
    assert sent["statement"] == ["Deliver 900 sessions"]
    assert len(sent["csrfmiddlewaretoken"]) == 1


def test_the_piece_is_added_and_the_outcome_comes_back(cast: Cast, portfolio: Portfolio) -> None:
    answers = typed(cast) | {"no_measure_due_on-day": ""}

    page = signed_in(cast.commissioner).post(MOVE, answers | as_piece(portfolio))

    piece = Piece._base_manager.get()
    assert (piece.title, piece.portfolio) == ("Debt advice in libraries", portfolio)
    assert page.status_code == 200
    assert "Say what is different for people or the place when P1 has worked." in text_of(page)
    form = Form(page)
    assert form["statement"] == [""]
    assert form["summary"] == [answers["summary"]]
    assert form["other_themes"] == ["social", "environmental"]
    assert form["needs"] == [str(pk) for pk in answers["needs"]]
    assert form.action == "/draft/trafford/outcomes/add/"


def test_what_comes_back_can_be_saved(cast: Cast, portfolio: Portfolio) -> None:
    client, answers = signed_in(cast.commissioner), typed(cast)
    answers |= {"no_measure_due_on-day": ""}
    client.post(MOVE, answers | as_piece(portfolio))

    page = client.post(
        "/draft/trafford/outcomes/add/", answers | {"statement": "Families can pay their bills"}
    )

    assert page.status_code == 302, text_of(page)
    outcome = Outcome._base_manager.get()
    assert (outcome.theme, outcome.owner) == ("economic", "Director of Place")
    assert outcome.needs.through._base_manager.filter(outcome=outcome).count() == 2


def test_an_outcome_that_was_saved_before_stays_as_it_was(cast: Cast, portfolio: Portfolio) -> None:
    OutcomeFactory(plan=cast.plan, statement="Families can pay their bills")
    answers = typed(cast, version="1") | as_piece(portfolio)

    page = signed_in(cast.commissioner).post(f"{MOVE}?outcome=O1", answers)

    assert Form(page).action == "/draft/trafford/outcomes/O1/edit/"
    assert Form(page)["version"] == ["1"]
    assert Outcome._base_manager.get().statement == "Families can pay their bills"


@pytest.mark.parametrize("reference", ["O2", "N1", "", "x" * 900])
def test_back_to_an_outcome_that_is_not_there(
    cast: Cast, portfolio: Portfolio, reference: str
) -> None:
    page = signed_in(cast.commissioner).post(
        f"{MOVE}?outcome={reference}", typed(cast) | as_piece(portfolio)
    )

    assert page.status_code == 404
    assert not Piece._base_manager.exists()


def test_a_piece_that_is_refused_comes_back_with_both(cast: Cast) -> None:
    elsewhere = PortfolioFactory(plan=PlanFactory())

    page = signed_in(cast.commissioner).post(MOVE, typed(cast) | as_piece(elsewhere))

    assert page.status_code == 422
    assert 'href="#id_piece-portfolio"' in page.content.decode()
    assert Form(page)["theme"] == ["economic"]
    assert not Piece._base_manager.exists()


def test_markup_that_was_typed_is_text(cast: Cast, portfolio: Portfolio) -> None:
    script = "<script>alert('x')</script>"

    page = signed_in(cast.commissioner).post(MOVE, typed(cast, statement=script, summary=script))

    assert script not in page.content.decode()


@pytest.mark.parametrize("statement", ["Deliver\x00 900", "Deliver \x1b[31m", "x" * 20_001])
def test_words_that_cannot_be_kept_are_refused(
    cast: Cast, portfolio: Portfolio, statement: str
) -> None:
    page = signed_in(cast.commissioner).post(
        MOVE, typed(cast, statement=statement, owner="a\x00b") | as_piece(portfolio)
    )

    assert page.status_code == 422
    assert not Piece._base_manager.exists()
    assert "\x00" not in page.content.decode()


def test_what_else_is_wrong_with_the_outcome_is_told_when_it_comes_back(
    cast: Cast, portfolio: Portfolio
) -> None:
    page = signed_in(cast.commissioner).post(MOVE, typed(cast, theme="") | as_piece(portfolio))

    assert page.status_code == 200
    assert "Select theme" in text_of(page)
    assert Piece._base_manager.count() == 1
