"""The template language refuses what is not there, and escapes what is."""

import datetime as dt
from decimal import Decimal

import jinja2
import pytest
from django.template import engines
from django.test.utils import override_script_prefix
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.trans_real import DjangoTranslation

from scp.core import jinja


@pytest.fixture(scope="module")
def env():
    return jinja.environment(
        loader=jinja2.DictLoader(
            {
                "button.html": '{% from "govuk_frontend_jinja/components/button/macro.html" '
                'import govukButton %}{{ govukButton({"text": text}) }}'
            }
        ),
        autoescape=True,
    )


def render(env, source, **context):
    return env.from_string(source).render(**context)


def test_a_name_that_is_not_there_raises(env):
    with pytest.raises(jinja2.UndefinedError, match="plan"):
        render(env, "{{ plan.title }}")


def test_so_does_a_misspelt_attribute(env):
    with pytest.raises(jinja2.UndefinedError, match="titel"):
        render(env, "{{ plan.titel }}", plan={"title": "x"})


def test_component_macros_may_leave_parameters_out(env):
    html = env.get_template("button.html").render(text="Save")
    assert '<button type="submit" class="govuk-button"' in html


def test_component_macros_escape_their_text(env):
    html = env.get_template("button.html").render(text="<script>")
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_text_is_escaped(env):
    assert render(env, "{{ x }}", x='<b> & "c"') == "&lt;b&gt; &amp; &#34;c&#34;"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 11, 23), "23 November 2026"),
        (dt.date(2026, 3, 1), "1 March 2026"),
        (dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC), "1 July 2026"),
        (dt.datetime(2026, 6, 30, 23, 30), "30 June 2026"),
        (None, ""),
    ],
)
def test_dates_are_written_out_and_moments_are_londons(value, shown):
    assert jinja.date(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.datetime(2026, 7, 1, 13, 2, tzinfo=dt.UTC), "14:02"),
        (dt.datetime(2026, 6, 30, 23, 5, tzinfo=dt.UTC), "00:05"),
        (dt.datetime(2026, 7, 1, 23, 5, tzinfo=dt.UTC), "2 July 2026, 00:05"),
        (dt.datetime(2025, 7, 1, 8, 0, tzinfo=dt.UTC), "1 July 2025, 09:00"),
    ],
)
def test_a_moment_of_today_is_a_time_and_any_other_has_its_date(value, shown):
    assert jinja.moment(value, today=dt.date(2026, 7, 1)) == shown


def test_a_moment_may_be_told_with_its_date_in_any_case():
    value = dt.datetime(2026, 7, 1, 13, 2, tzinfo=dt.UTC)

    assert jinja.moment(value, dated=True, today=dt.date(2026, 7, 1)) == "1 July 2026, 14:02"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("1234.5"), None, "1,234.5"),
        (Decimal("1234.5"), 0, "1,235"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("10.10"), None, "10.10"),
        (Decimal("1E+3"), None, "1,000"),
        (Decimal("0.045"), 2, "0.05"),
        (Decimal("-1234.56"), 1, "-1,234.6"),
        (7, 1, "7.0"),
        (0, None, "0"),
        (None, 1, "not published"),
    ],
)
def test_numbers_are_shown_as_published_tables_show_them(value, decimals, shown):
    assert jinja.number(value, decimals) == shown


def test_words_go_through_gettext(env, monkeypatch):
    monkeypatch.setattr(translation, "gettext", lambda text: {"Hello %(n)s": "Helo %(n)s"}[text])
    assert (
        render(
            jinja.environment(loader=jinja2.DictLoader({}), autoescape=True),
            "{{ _('Hello %(n)s', n='<Ama>') }}",
        )
        == "Helo &lt;Ama&gt;"
    )


def test_words_are_in_the_language_of_whoever_reads_them(env, monkeypatch):
    class Shouting(DjangoTranslation):
        def gettext(self, message):
            return message.upper()

    loud = Shouting("fr", domain="none", localedirs=[])
    monkeypatch.setitem(trans_real._translations, "fr", loud)  # type: ignore[attr-defined]
    read = []
    for language in ("en-gb", "fr", "en-gb", "fr"):
        with translation.override(language):
            read.append(render(env, "{{ _('Save & go, 100%%') }}"))

    assert read == ["Save & go, 100%", "SAVE & GO, 100%"] * 2


def test_words_in_plain_text_keep_their_markup_to_themselves():
    plain = jinja.environment(loader=jinja2.DictLoader({}), autoescape=False)
    assert render(plain, "{{ _('Hello %(n)s', n='<Ama>') }}") == "Hello <Ama>"


def test_plurals_go_through_ngettext(env):
    source = "{% trans n=n %}{{ n }} need{% pluralize %}{{ n }} needs{% endtrans %}"
    assert [render(env, source, n=n) for n in (1, 2)] == ["1 need", "2 needs"]


def test_url_takes_words(env):
    assert render(env, "{{ url('account_login') }}") == "/accounts/login/"


def test_url_knows_where_the_product_is_served(env):
    with override_script_prefix("/plans/"):
        assert render(env, "{{ url('account_login') }}") == "/plans/accounts/login/"
    assert render(env, "{{ url('account_login') }}") == "/accounts/login/"


def test_url_refuses_a_page_that_is_not_there(env):
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            render(env, "{{ url('nowhere') }}")


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_demonstration_says_so(env, settings, demonstration):
    settings.DEMONSTRATION = demonstration
    assert ("illustrative" in render(env, "{{ demonstration() }}")) is demonstration


def test_django_uses_this_environment():
    engine = engines["jinja2"]
    assert isinstance(engine.env, jinja.Environment)  # type: ignore[attr-defined]
