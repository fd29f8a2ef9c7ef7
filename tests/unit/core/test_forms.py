"""Forms say what is wrong where it is wrong, and let nothing through that cannot be stored."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from scp.core.components import COMPONENTS, GovukBoundField, error_target, form_errors
from scp.core.forms import CleanForm, GovukDateField, RichTextField, VersionedForm, unstorable

THEMES = [("", "Choose a theme"), ("social", "Social"), ("economic", "Economic")]


class Outcome(VersionedForm):
    title = forms.CharField(max_length=20, help_text="What people call it")
    statement = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=50)
    notes = forms.CharField(widget=forms.Textarea, required=False)
    gss_code = forms.CharField(label="GSS code", max_length=9)
    email = forms.EmailField(label="E-mail address")
    source = forms.URLField(label="Web address", assume_scheme="https")
    value = forms.DecimalField(max_value=100)
    people = forms.IntegerField(min_value=1)
    theme = forms.ChoiceField(choices=THEMES)
    strength = forms.ChoiceField(
        widget=forms.RadioSelect(attrs={"hints": {"3": "Most of it"}}),
        choices=[("1", "Weak"), ("3", "Strong")],
    )
    kinds = forms.MultipleChoiceField(choices=[("a", "Statistics"), ("b", "What citizens said")])
    agreed = forms.BooleanField(label="I have read the list")
    published = GovukDateField(label="Date published", latest=dt.date(2026, 11, 24))
    file = forms.FileField(label="Spreadsheet")
    password = forms.CharField(widget=forms.PasswordInput)
    words = forms.CharField(widget=forms.SearchInput, required=False)
    narrative = RichTextField()


GOOD = {
    "version": "3",
    "title": "Fewer people wait",
    "statement": "Nobody waits\r\nmore than a week.",
    "gss_code": "E08000009",
    "email": "ama@example.org",
    "source": "https://example.org/a",
    "value": "12.5",
    "people": "7",
    "theme": "social",
    "strength": "3",
    "kinds": ["a", "b"],
    "agreed": "on",
    "published-day": "27",
    "published-month": "March",
    "published-year": "2026",
    "password": "correct horse",
    "narrative": "## Why\r\n\r\n**Now**",
}


def outcome(**changes):
    files = {"file": SimpleUploadedFile("a.csv", b"a")}
    return Outcome({**GOOD, **changes}, files if changes.get("file", True) else {})


class Page(HTMLParser):
    """The elements of a page by id, in order, and the texts of labels."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))

    def one(self, **wanted: str) -> dict[str, str | None]:
        found = [a for _, a in self.all if all(a.get(k) == v for k, v in wanted.items())]
        assert len(found) == 1, (wanted, found)
        return found[0]


def test_a_good_form_gives_clean_answers_and_the_version_seen():
    form = outcome()
    assert form.is_valid(), form.errors
    assert form.seen_version == 3
    assert "version" not in form.changes
    assert form.changes["statement"] == "Nobody waits\nmore than a week."
    assert form.changes["published"] == dt.date(2026, 3, 27)
    assert form.changes["kinds"] == ["a", "b"]


@pytest.mark.parametrize(
    ("changes", "name", "message"),
    [
        ({"title": ""}, "title", "Enter title"),
        ({"title": "x" * 21}, "title", "Title must be 20 characters or fewer. It is now 21."),
        ({"gss_code": ""}, "gss_code", "Enter GSS code"),
        (
            {"email": "no"},
            "email",
            "E-mail address must be an e-mail address, like name@example.org",
        ),
        (
            {"source": "no"},
            "source",
            "Web address must be a web address, like https://www.example.org",
        ),
        ({"value": "ten"}, "value", "Value must be a number"),
        ({"value": "101"}, "value", "Value must be 100 or less"),
        ({"people": "1.5"}, "people", "People must be a whole number"),
        ({"people": "0"}, "people", "People must be 1 or more"),
        ({"theme": ""}, "theme", "Select theme"),
        ({"strength": ""}, "strength", "Select strength"),
        ({"kinds": []}, "kinds", "Select kinds"),
        ({"agreed": ""}, "agreed", "Tick “I have read the list” to go on"),
        ({"file": ""}, "file", "Select spreadsheet"),
        (
            {"title": "a\0b"},
            "title",
            "Title contains a character that cannot be stored (U+0000, character 2)",
        ),
        (
            {"notes": "a\x1b"},
            "notes",
            "Notes contains a character that cannot be stored (U+001B, character 2)",
        ),
    ],
)
def test_each_error_says_in_words_what_is_wrong(changes, name, message):
    form = outcome(**changes)
    assert form.errors.get_json_data() == {
        name: [{"message": message, "code": form.errors.get_json_data()[name][0]["code"]}]
    }


def test_an_error_that_the_author_of_a_form_wrote_stays():
    class Named(CleanForm):
        who = forms.CharField(error_messages={"required": "Say who this is about"}, max_length=5)

    assert Named({}).errors["who"] == ["Say who this is about"]


def test_a_label_with_a_percent_sign_is_safe_in_messages():
    class Share(CleanForm):
        share = forms.CharField(label="Share (%)", max_length=2)
        rate = forms.DecimalField(label="Rate (%)", required=False)

    assert Share({"share": "123"}).errors["share"] == [
        "Share (%) must be 2 characters or fewer. It is now 3."
    ]
    assert Share({}).errors["share"] == ["Enter share (%)"]
    for typed in ("x", "NaN", "Infinity"):
        assert Share({"rate": typed}).errors["rate"] == ["Rate (%) must be a number"]


def test_line_ends_count_once_against_the_limit():
    assert outcome(statement="a\r\n" * 25).is_valid()  # 75 characters as sent, 49 as kept


@given(st.text(max_size=40))
def test_text_is_stored_as_typed_or_refused(text):
    class Note(CleanForm):
        note = forms.CharField(required=False)

    form = Note({"note": text})
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if form.is_valid():
        assert form.cleaned_data["note"] == kept
        assert unstorable(kept) is None
    else:
        assert unstorable(kept) is not None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", None),
        ("a\nb\tc", None),
        ("\0", 1),
        ("ab\x7f", 3),
        ("\x85", 1),
        ("é🙂", None),
        ("\ud800", 1),
    ],
)
def test_which_characters_cannot_be_kept(text, position):
    assert unstorable(text) == position


@pytest.mark.parametrize("name", ["theme", "strength", "people", "value", "published-day"])
def test_a_control_character_never_gets_through_a_field_that_is_not_text(name):
    assert not outcome(**{name: "1\0"}).is_valid()


def test_a_control_character_is_never_sent_back():
    html = str(outcome(title="a\0b")["title"].as_field_group())
    assert "\0" not in html
    assert 'value="a\ufffdb"' in html


# --- Dates --------------------------------------------------------------------------------------


def parts(day, month, year):
    return {"published-day": day, "published-month": month, "published-year": year}


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "Mar", "mar."])
def test_a_month_may_be_a_number_or_a_name(month):
    assert outcome(**parts("1", month, "2026")).changed_data
    form = outcome(**parts("1", month, "2026"))
    assert form.is_valid()
    assert form.cleaned_data["published"] == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "message", "target"),
    [
        (("", "", ""), "Enter date published", "day"),
        (("1", "", "2026"), "Date published must include a month", "month"),
        (("", "3", ""), "Date published must include a day and year", "day"),
        (("31", "2", "2026"), "Date published must be a real date, like 27 3 2026", "day"),
        (("1", "13", "2026"), "Date published must be a real date, like 27 3 2026", "month"),
        (("1", "ju", "2026"), "Date published must be a real date, like 27 3 2026", "month"),
        (("1", "3", "26"), "Year must include 4 numbers", "year"),
        (("1", "3", "0000"), "Date published must be a real date, like 27 3 2026", "day"),
        (("x", "3", "2026"), "Date published must be a real date, like 27 3 2026", "day"),
        (("²", "3", "2026"), "Date published must be a real date, like 27 3 2026", "day"),
        (("25", "11", "2026"), "Date published must be 24 November 2026 or earlier", "day"),
    ],
)
def test_a_date_says_which_part_is_wrong_and_leads_there(typed, message, target):
    form = outcome(**parts(*typed))
    assert form.errors["published"] == [message]
    assert form_errors(form) == [{"text": message, "href": f"#id_published-{target}"}]
    assert Page(str(form)).one(id=f"id_published-{target}")["aria-invalid"] == "true"


def test_a_date_is_shown_in_its_parts():
    form = Outcome(initial={"published": dt.date(2026, 3, 27)})
    shown = [Page(str(form)).one(id=f"id_published-{p}")["value"] for p in ("day", "month", "year")]
    assert shown == ["27", "3", "2026"]


def test_a_date_may_be_left_out_where_the_form_says_so():
    class Maybe(CleanForm):
        on = GovukDateField(required=False)

    form = Maybe({"on-day": " ", "on-month": "", "on-year": ""})
    assert form.is_valid()
    assert form.cleaned_data["on"] is None


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_date_comes_back_as_it_went_in(date):
    field = GovukDateField()
    assert field.clean(field.prepare_value(date)) == date


# --- Drawing ------------------------------------------------------------------------------------


def test_every_field_has_a_label_or_legend_that_names_it():
    html = str(outcome())
    page = Page(html)
    for bound in outcome().visible_fields():
        assert re.search(rf">\s*{re.escape(str(bound.label))}( \(optional\))?\s*<", html), (
            bound.name
        )
        assert page.one(id=error_target(bound))


@pytest.mark.parametrize(
    "name", [f for f in Outcome.base_fields if f not in {"version", "notes", "words"}]
)
def test_every_error_is_linked_to_and_described(name):
    form = Outcome({}, {})
    bound = form[name]
    page = Page(str(form))
    element = page.one(id=error_target(bound))
    assert {"text": bound.errors[0], "href": f"#{error_target(bound)}"} in form_errors(form)
    assert page.one(id=f"{bound.auto_id}-error")
    described = [a.get("aria-describedby") or "" for _, a in page.all]
    assert any(f"{bound.auto_id}-error" in ids.split() for ids in described)
    assert element["id"] == error_target(bound)


def test_hints_are_read_out_with_their_field():
    assert Page(str(Outcome())).one(id="id_title")["aria-describedby"] == "id_title-hint"


def test_choices_have_hints_and_remember_what_was_chosen():
    page = Page(str(outcome()))
    assert page.one(id="id_strength-2")["aria-describedby"] == "id_strength-2-item-hint"
    assert "checked" in page.one(id="id_strength-2")
    assert "checked" not in page.one(id="id_strength")
    assert "selected" in page.one(value="social")
    assert all("checked" in page.one(id=i) for i in ("id_kinds", "id_kinds-2", "id_agreed"))


def test_long_text_counts_its_characters():
    html = str(Outcome())
    assert 'data-maxlength="50"' in html
    assert "You can enter up to 50 characters" in html
    assert Page(html).one(id="id_statement")["rows"] == "4"


def test_long_text_comes_back_to_the_letter():
    text = "  two\n    four\n\n<b>"
    html = str(outcome(statement=text)["statement"].as_field_group())
    assert ">  two\n    four\n\n&lt;b&gt;</textarea>" in html


def test_keyboards_and_autocomplete_suit_the_answer():
    page = Page(str(Outcome()))
    assert page.one(id="id_value")["inputmode"] == "decimal"
    assert page.one(id="id_people")["inputmode"] == "numeric"
    assert page.one(id="id_people")["type"] == "text"
    assert page.one(id="id_email")["autocomplete"] == "email"
    assert page.one(id="id_email")["type"] == "email"
    assert page.one(id="id_source")["type"] == "url"
    assert page.one(id="id_words")["type"] == "search"
    assert page.one(id="id_password")["autocomplete"] == "current-password"


def test_a_password_is_never_sent_back():
    assert "correct horse" not in str(outcome(title=""))


def test_nothing_is_left_to_the_browsers_own_bubbles():
    for _tag, attributes in Page(str(Outcome())).all:
        assert not {"required", "maxlength", "placeholder"} & set(attributes)


def test_what_was_typed_is_text_not_markup():
    html = str(outcome(title='"><script>', notes="</textarea><script>"))
    assert "<script>" not in html


def test_errors_of_the_whole_form_and_of_hidden_fields_come_first_and_are_not_links():
    form = outcome(version="x", title="")
    form.add_error(None, "The period must end after it starts")
    assert form_errors(form) == [
        {"text": "The period must end after it starts"},
        {"text": "Version: Version must be a whole number"},
        {"text": "Enter title", "href": "#id_title"},
    ]


def test_a_label_may_change_after_the_form_is_made():
    class Renamed(CleanForm):
        a = forms.CharField()

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["a"].label = "Another"

    assert "Another" in str(Renamed())


def test_named_groups_of_choices_keep_their_names():
    class Grouped(CleanForm):
        route = forms.ChoiceField(choices=[("NHS", [("a", "Direct award")]), ("b", "Grant")])

    html = str(Grouped())
    assert "NHS: Direct award" in html
    assert ">Grant<" in html


def test_a_widget_that_nothing_draws_is_named():
    class Odd(CleanForm):
        odd = forms.CharField(widget=forms.Widget)

    with pytest.raises(TypeError, match="no component draws Widget"):
        str(Odd())


def test_every_component_is_drawn_by_some_field_of_these_tests():
    fields = Outcome().visible_fields()
    drawn = {bound.drawing[0] for bound in fields if isinstance(bound, GovukBoundField)}
    assert drawn == {
        {"search": "input", "textarea": "character_count"}.get(name, name)
        for _, name, _ in COMPONENTS
    } | {"textarea"}
