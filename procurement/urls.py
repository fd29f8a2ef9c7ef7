from django.urls import path, register_converter

from procurement.views import citations, equality, evidence
from procurement.views.kinds import KINDS
from procurement.views.moving import outcome_to_piece
from procurement.views.pages import measure_page, portfolio_page
from procurement.views.succession import SUCCESSIONS, merge_view, split_view
from scp.plans.views.items import item_urls


class ClaimConverter:
    """The kinds of item that cite evidence, as they stand in addresses."""

    regex = "|".join(citations.CLAIMS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ClaimConverter, "claim")

CITED = "draft/<slug:slug>/<claim:plural>/<str:reference>/cited"
urlpatterns = [
    path(f"{CITED}/add/", citations.cite, name="draft-cite"),
    path(f"{CITED}/add/new/", citations.cite_new, name="draft-cite-new"),
    path(f"{CITED}/<int:citation>/edit/", citations.edit, name="draft-citation-edit"),
    path(f"{CITED}/<int:citation>/remove/", citations.remove, name="draft-citation-remove"),
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
    path("draft/<slug:slug>/assessments/", equality.assessments, name="draft-assessments"),
    path(
        "draft/<slug:slug>/assessments/<str:reference>/",
        equality.assessment_page,
        name="draft-assessment",
    ),
    path(
        "draft/<slug:slug>/assessments/<str:reference>/sign/",
        equality.sign,
        name="draft-assessment-sign",
    ),
    path("draft/<slug:slug>/portfolios/<str:reference>/", portfolio_page, name="draft-portfolio"),
    path("draft/<slug:slug>/measures/<str:reference>/", measure_page, name="draft-measure"),
]
