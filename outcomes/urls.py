from django.urls import path

from outcomes.views.imports import import_indicators
from outcomes.views.kinds import KINDS
from outcomes.views.pages import evidence_page, indicator_page
from outcomes.views.voice import voice
from scp.plans.views.items import item_urls

urlpatterns = [
    path("draft/<slug:slug>/indicators/import/", import_indicators, name="draft-import"),
    path("draft/<slug:slug>/outcomes/<str:reference>/voice/", voice, name="draft-outcome-voice"),
    *(pattern for kind in KINDS for pattern in item_urls(kind)),
    path(
        "draft/<slug:slug>/evidence-library/<str:reference>/",
        evidence_page,
        name="draft-evidence",
    ),
    path("draft/<slug:slug>/indicators/<str:reference>/", indicator_page, name="draft-indicator"),
]
