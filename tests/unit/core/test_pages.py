"""The pages that say something went wrong, and the components they are made of."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from scp.core import views

TEMPLATES = Path(settings.BASE_DIR) / "templates"


def macro(file, name):
    template = engines["jinja2"].get_template(f"components/{file}.html")
    return getattr(template.template.module, name)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
)
def test_every_template_compiles(name):
    engines["jinja2"].get_template(name)


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "We could not read that request"),
        (views.permission_denied, 403, "You may not do this"),
        (views.page_not_found, 404, "Page not found"),
        (views.csrf_failure, 403, "We could not accept that form"),
        (views.server_error, 500, "there is a problem with the service"),
    ],
)
def test_each_failure_has_a_page_that_asks_the_database_nothing(view, status, words):
    # Without the db fixture pytest-django refuses any query.
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert words in response.content.decode()


def test_what_was_sent_is_not_repeated():
    response = views.bad_request(RequestFactory().get("/?q=<script>"), ValueError("<script>"))
    assert "script>alert" not in response.content.decode()
    assert "?q=" not in response.content.decode()


def test_a_refusal_is_escaped():
    response = views.permission_denied(RequestFactory().get("/"), PermissionError("<b>no</b>"))
    assert "&lt;b&gt;no&lt;/b&gt;" in response.content.decode()


def test_pages_are_numbered_with_the_rest_of_the_query_kept():
    html = macro("pagination", "pagination")(Paginator(range(200), 10).page(7), "q=a%20b")
    assert 'href="?q=a%20b&amp;page=8"' in html
    assert 'aria-current="page"' in html
    assert html.count("&ctdot;") == 2


def test_one_page_needs_no_numbers():
    assert macro("pagination", "pagination")(Paginator(range(3), 10).page(1)).strip() == ""


def test_a_conflict_shows_both_texts_of_what_differs_only():
    fields = [
        {"label": "Statement", "theirs": "Wait <less>", "yours": "Wait a week"},
        {"label": "Title", "theirs": "Same", "yours": "Same"},
    ]
    html = macro("conflict", "conflict")(fields, "Ama Boateng", "24 November 2026")
    assert "Wait &lt;less&gt;" in html
    assert "Wait a week" in html
    assert "Same" not in html
    assert "Ama Boateng saved this on 24 November 2026" in html


def comment(**changes):
    facts = {
        "reference": "C1",
        "made_by": "Resident",
        "made_by_kind": "Resident",
        "text": "<b>The bus</b>\nnever comes",
        "made_on": dt.date(2026, 4, 2),
        "response": None,
    }
    return SimpleNamespace(**facts | changes)


def test_a_comment_is_text_with_its_author_date_and_answer():
    answer = SimpleNamespace(decision_label="Changed", text="We did.", made_on=dt.date(2026, 5, 1))
    html = macro("comments", "comment_thread")([comment(response=answer)])
    assert "&lt;b&gt;The bus&lt;/b&gt;<br>never comes" in html
    assert '<time datetime="2026-04-02">2 April 2026</time>' in html
    assert "We did: Changed" in html
    assert html.count("Resident") == 1


def test_no_comments_are_said_to_be_none():
    assert "There are no comments yet." in macro("comments", "comment_thread")([])


def test_an_empty_answer_is_said_to_be_empty():
    html = macro("summary_list", "summary_list")([{"key": "Theme", "value": ""}])
    assert "Not given" in html


def test_nought_is_an_answer():
    html = macro("summary_list", "summary_list")([{"key": "People", "value": 0}])
    assert "Not given" not in html


def test_a_change_link_names_what_it_changes():
    html = macro("summary_list", "summary_list")([{"key": "Theme", "value": "x", "href": "/t"}])
    assert 'Change<span class="govuk-visually-hidden"> Theme</span>' in html


def test_a_wide_table_can_be_reached_and_is_named():
    html = macro("scrollable", "data_table")("Smoking", ["Period", "Value"], [["2024", 1]])
    assert 'role="group" tabindex="0" aria-label="Smoking"' in html
    assert '<th scope="row" class="govuk-table__header">2024</th>' in html
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">1</td>' in html
