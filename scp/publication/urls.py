import re

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from scp.publication.models import RenderingKind
from scp.publication.views import (
    calendar,
    draft,
    governance,
    indicators,
    public,
    readiness,
    search,
    themes,
    theory,
    thread,
    verifying,
    withdrawing,
    workbook,
)


class ReferenceConverter(StringConverter):
    """A reference of an item, and none of the words ("add") that rooms below have in its place."""

    regex = "[A-Z]+-?[0-9]+"


class FormConverter(StringConverter):
    """The file name of a form of an edition."""

    regex = "|".join(re.escape(kind.file) for kind in RenderingKind)

    def to_python(self, value: str) -> RenderingKind:
        return next(kind for kind in RenderingKind if kind.file == value)

    def to_url(self, value: str) -> str:
        return RenderingKind(value).file


register_converter(ReferenceConverter, "item")
register_converter(FormConverter, "form")

urlpatterns = [
    path("", public.home, name="home"),
    path("plans/<slug:slug>/", public.plan, name="plan"),
    path("plans/<slug:slug>/editions/<int:number>/", public.edition, name="edition"),
    path(
        "plans/<slug:slug>/editions/<int:number>/changes/", public.changes, name="edition-changes"
    ),
    path(
        "plans/<slug:slug>/editions/<int:number>/<form:file>",
        public.edition_file,
        name="edition-file",
    ),
    path(
        "plans/<slug:slug>/editions/<int:number>/charts/<str:chart>.svg",
        public.edition_chart,
        name="edition-chart",
    ),
    path(
        "plans/<slug:slug>/editions/<int:number>/thread/",
        thread.edition_thread,
        name="edition-thread",
    ),
    path("verify/", verifying.verify, name="verify"),
    path("id/<slug:slug>", public.resolve, name="id-plan"),
    path("id/<slug:slug>/<str:reference>", public.resolve, name="id-item"),
    path("draft/<slug:slug>/", draft.plan_page, name="draft"),
    path("draft/<slug:slug>/preview/", draft.preview, name="draft-preview"),
    path("draft/<slug:slug>/readiness/", readiness.page, name="draft-readiness"),
    path("draft/<slug:slug>/overrides/", readiness.overrides, name="draft-overrides"),
    path("draft/<slug:slug>/search/", search.draft_search, name="draft-search"),
    path("draft/<slug:slug>/thread/", thread.draft_thread, name="draft-thread"),
    path("draft/<slug:slug>/workbook/", workbook.page, name="draft-workbook"),
    path(
        "draft/<slug:slug>/workbook/plan.<str:kind>", workbook.download, name="draft-workbook-file"
    ),
    path("draft/<slug:slug>/workbook/import/", workbook.upload, name="draft-workbook-import"),
    path("draft/<slug:slug>/workbook/confirm/", workbook.confirm, name="draft-workbook-confirm"),
    path("draft/<slug:slug>/theory/", theory.theory_page, name="draft-theory"),
    path("draft/<slug:slug>/theory/begin/", theory.begin, name="draft-theory-begin"),
    path("draft/<slug:slug>/status/", governance.status, name="draft-status"),
    path("draft/<slug:slug>/calendar/", calendar.calendar_page, name="draft-calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
    path("draft/<slug:slug>/governance/", governance.governance_page, name="draft-governance"),
    path(
        "draft/<slug:slug>/decisions/<item:reference>/",
        governance.decision_page,
        name="draft-decision",
    ),
    path(
        "draft/<slug:slug>/decisions/<item:reference>/record/",
        governance.record,
        name="draft-decision-record",
    ),
    path("draft/<slug:slug>/sign-off/", governance.sign_off, name="draft-sign-off"),
    path("draft/<slug:slug>/publish/", draft.publish, name="draft-publish"),
    path(
        "draft/<slug:slug>/editions/<int:number>/withdraw/",
        withdrawing.withdraw,
        name="draft-edition-withdraw",
    ),
    path("draft/<slug:slug>/document/retry/", draft.retry_document, name="draft-document-retry"),
    path("draft/<slug:slug>/at/<str:reference>/", draft.item, name="draft-item"),
    path(
        "draft/<slug:slug>/indicators/<item:reference>/",
        indicators.indicator_page,
        name="draft-indicator",
    ),
    path(
        "draft/<slug:slug>/indicators/<item:reference>/curve/",
        indicators.curve_page,
        name="draft-curve",
    ),
    path("draft/<slug:slug>/themes/<str:theme>/", themes.theme_page, name="draft-theme"),
]
