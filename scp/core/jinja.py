"""The template language: Jinja2, strict, escaping by default.

A name that is not there raises instead of printing nothing. Only the component macros of
govuk-frontend-jinja, which lean on absent parameters being false, run in a lenient twin of the
environment; the two share filters, globals and loader.
"""

import datetime as dt
from collections.abc import MutableMapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import timezone, translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import catalog
from markupsafe import Markup

from scp.core import html, richtext
from scp.core.components import form_errors

COMPONENTS = "govuk_frontend_jinja"
ADDRESSES_KEPT = 4096


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
    routes = get_urlconf() or settings.ROOT_URLCONF
    return _path(routes, get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(ADDRESSES_KEPT, typed=True)
def _path(
    routes: str, prefix: str, name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    """Kept, because a page of a hundred comments has more than that many addresses, which took a
    sixth of its time. What they depend on besides their own parts is among the arguments."""
    return reverse(name, urlconf=routes, args=args or None, kwargs=dict(kwargs) or None)


# What each language makes of the strings of templates that nothing is filled into.
_known: WeakKeyDictionary[Any, dict[str, Markup]] = WeakKeyDictionary()


@jinja2.pass_context
def gettext(context: jinja2.runtime.Context, message: str, /, **values: Any) -> str:
    """A string of the interface in the reader's language, with `values` filled in and escaped.

    Does what Jinja's own does, and remembers: to walk Django's catalogues for the same dozen words
    at every comment of a page took another sixth of its time.
    """
    if values or not context.eval_ctx.autoescape:
        words = Markup if context.eval_ctx.autoescape else str
        return words(translation.gettext(message)) % values
    known = _known.setdefault(catalog(), {})
    if message not in known:
        known[message] = Markup(translation.gettext(message)) % ()  # noqa: S704  ours, not typed
    return known[message]


def date(value: dt.date | None) -> str:
    """`23 November 2026`, a moment being shown on its date in London; empty for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day} {_month(value.month, catalog())} {value.year}"


@cache
def _month(month: int, catalogue: object) -> str:
    """Kept for each catalogue: a page of a hundred comments looks up as many names and more."""
    return str(MONTHS[month])


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
        _=gettext,
        gettext=gettext,
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
