from django.urls import path

from outcomes.views import breaks, copies, curves, gaps, library, owners
from outcomes.views.imports import confirm_import, import_indicators
from outcomes.views.kinds import KINDS
from outcomes.views.voice import voice
from scp.plans.views.items import item_urls

urlpatterns = [
    path("draft/<slug:slug>/indicators/import/", import_indicators, name="draft-import"),
    path(
        "draft/<slug:slug>/indicators/import/confirm/",
        confirm_import,
        name="draft-import-confirm",
    ),
    path("draft/<slug:slug>/outcomes/<str:reference>/voice/", voice, name="draft-outcome-voice"),
    *(pattern for kind in KINDS for pattern in item_urls(kind)),
    path(
        "draft/<slug:slug>/evidence-library/<str:parent>/copies/add/",
        copies.keep,
        name="draft-file-add",
    ),
    path("draft/<slug:slug>/copies/<str:reference>/", copies.download, name="draft-file"),
    path(
        "draft/<slug:slug>/copies/<str:reference>/remove/", copies.remove, name="draft-file-remove"
    ),
    path("draft/<slug:slug>/attention/", owners.attention, name="draft-attention"),
    path(
        "draft/<slug:slug>/attention/<str:reference>/",
        owners.still_right,
        name="draft-still-right",
    ),
    path("draft/<slug:slug>/evidence-gaps/", gaps.gap_list, name="draft-evidence-gaps"),
    path(
        "draft/<slug:slug>/evidence-gaps/<str:reference>/close/", gaps.close, name="draft-gap-close"
    ),
    path(
        "draft/<slug:slug>/evidence-gaps/<str:reference>/reopen/",
        gaps.reopen,
        name="draft-gap-reopen",
    ),
    path("draft/<slug:slug>/library/", library.entries, name="draft-library"),
    path("draft/<slug:slug>/library/<int:entry>/", library.entry, name="draft-library-entry"),
    path("draft/<slug:slug>/library/<int:entry>/adopt/", library.adopt, name="draft-library-adopt"),
    path(
        "draft/<slug:slug>/library/<int:entry>/take-over/",
        library.take_over,
        name="draft-library-take-over",
    ),
    path(
        "draft/<slug:slug>/library/<int:entry>/release/",
        library.release,
        name="draft-library-release",
    ),
    *(
        path(
            f"draft/<slug:slug>/{kind.plural}/<str:reference>/library/",
            library.publish_view(kind),
            name=f"draft-{noun}-library",
        )
        for noun, kind in library.KINDS.items()
    ),
    path(
        "draft/<slug:slug>/indicators/<str:reference>/breaks/add/",
        breaks.add,
        name="draft-break-add",
    ),
    path(
        "draft/<slug:slug>/indicators/<str:reference>/breaks/<str:day>/edit/",
        breaks.edit,
        name="draft-break-edit",
    ),
    path(
        "draft/<slug:slug>/indicators/<str:reference>/breaks/<str:day>/remove/",
        breaks.remove,
        name="draft-break-remove",
    ),
    path(
        "draft/<slug:slug>/next-actions/<str:reference>/done/",
        curves.done,
        name="draft-step-done",
    ),
    path(
        "draft/<slug:slug>/next-actions/<str:reference>/reopen/",
        curves.reopen,
        name="draft-step-reopen",
    ),
]
