"""The template language: Jinja2, strict, escaping by default.

A name that is not there raises instead of printing nothing. Only the component macros of
govuk-frontend-jinja, which lean on absent parameters being false, run in a lenient twin of the
environment; the two share filters, globals and loader.
"""

import datetime as dt
from collections.abc import MutableMapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from scp.core import html, richtext
from scp.core.components import form_errors

COMPONENTS = "govuk_frontend_jinja"


class Template(jinja2.Template):
    def _get_default_module(
        self, ctx: jinja2.runtime.Context | None = None
    ) -> jinja2.environment.TemplateModule:
        """The macros of this file. Jinja compares the globals of importer and imported at every
        import; all our templates share one set, and comparing took a third of a form's time."""
        return super()._get_default_module(None)


class Environment(jinja2.Environment):
    template_class = Template
    _lenient: "Environment | None" = None

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        lenient = self.overlay(undefined=jinja2.Undefined)
        assert isinstance(lenient, Environment)  # noqa: S101  overlay() is typed as the base class
        self._lenient = lenient

    def _load_template(
        self, name: str, globals: MutableMapping[str, Any] | None
    ) -> jinja2.Template:
        if self._lenient is not None and name.startswith(f"{COMPONENTS}/"):
            return self._lenient._load_template(name, globals)
        return super()._load_template(name, globals)


def url(name: str, /, *args: Any, **kwargs: Any) -> str:
    """`url("plan", slug=plan.slug)`: the path of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def date(value: dt.date | None) -> str:
    """`23 November 2026`, a moment being shown on its date in London; empty for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {MONTHS[value.month]} {value.year}"


def moment(value: dt.datetime, *, dated: bool = False, today: dt.date | None = None) -> str:
    """`14:02` of a moment today unless `dated`, else `23 November 2026, 14:02`; in London."""
    local = timezone.localtime(value)
    clock = f"{local.hour:02}:{local.minute:02}"
    same_day = local.date() == (today or timezone.localdate())
    return clock if same_day and not dated else f"{date(value)}, {clock}"


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`1,234.5`. `decimals` rounds half up, as published tables do; None (suppressed or not yet
    published) is said in words, never shown as a gap or nought."""
    if value is None:
        return _("not published")
    exact = Decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}"


def demonstration() -> str:
    """What every page of a demonstration says at its head; empty where a council runs its own."""
    if not settings.DEMONSTRATION:
        return ""
    return _("This is a demonstration. The plan is illustrative and not the council's.")


def environment(**options: Any) -> Environment:
    """Called by Django's Jinja2 engine (TEMPLATES in settings) with the folders' loader."""
    components = jinja2.PackageLoader(COMPONENTS)
    options["loader"] = jinja2.ChoiceLoader(
        [options["loader"], jinja2.PrefixLoader({COMPONENTS: components})]
    )
    options.update(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)
    env.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        static=static,
        url=url,
        get_messages=get_messages,
        get_language=translation.get_language,
        demonstration=demonstration,
        form_errors=form_errors,
    )
    env.filters.update(
        # Jinja's own of this name speaks English only.
        filesizeformat=filesizeformat,
        date=date,
        moment=moment,
        number=number,
        markdown=html.from_markdown,
        rich_text=richtext.to_html,
        paragraphs=html.paragraphs,
    )
    return env
