from django.urls import path

from procurement.views import evidence
from procurement.views.kinds import KINDS
from procurement.views.moving import outcome_to_piece
from procurement.views.pages import measure_page, portfolio_page
from procurement.views.succession import SUCCESSIONS, merge_view, split_view
from scp.plans.views.items import item_urls

urlpatterns = [
    *(
        path(
            f"draft/<slug:slug>/{which.kind.plural}/<str:reference>/{doing}/",
            view(which),
            name=f"draft-{which.kind.noun}-{doing}",
        )
        for which in SUCCESSIONS
        for doing, view in (("merge", merge_view), ("split", split_view))
    ),
    path("draft/<slug:slug>/outcomes/to-piece/", outcome_to_piece, name="draft-outcome-to-piece"),
    *(pattern for kind in KINDS for pattern in item_urls(kind)),
    path("draft/<slug:slug>/evidence-library/", evidence.library, name="draft-evidence-library"),
    path(
        "draft/<slug:slug>/evidence-library/<str:reference>/",
        evidence.evidence_page,
        name="draft-evidence",
    ),
    path("draft/<slug:slug>/portfolios/<str:reference>/", portfolio_page, name="draft-portfolio"),
    path("draft/<slug:slug>/measures/<str:reference>/", measure_page, name="draft-measure"),
]
