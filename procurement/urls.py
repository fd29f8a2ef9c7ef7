from django.urls import path

from procurement.views import evidence
from procurement.views.kinds import KINDS
from procurement.views.moving import outcome_to_piece
from procurement.views.pages import portfolio_page
from scp.plans.views.items import item_urls

urlpatterns = [
    path("draft/<slug:slug>/outcomes/to-piece/", outcome_to_piece, name="draft-outcome-to-piece"),
    *(pattern for kind in KINDS for pattern in item_urls(kind)),
    path("draft/<slug:slug>/evidence-library/", evidence.library, name="draft-evidence-library"),
    path(
        "draft/<slug:slug>/evidence-library/<str:reference>/",
        evidence.evidence_page,
        name="draft-evidence",
    ),
    path("draft/<slug:slug>/portfolios/<str:reference>/", portfolio_page, name="draft-portfolio"),
]
