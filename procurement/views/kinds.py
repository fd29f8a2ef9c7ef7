"""How the how of a plan is listed and edited: portfolios, pieces, contributions, measures and their
results, the theory of change, equality impact assessments."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procurement import forms, models
from procurement.actions import (
    contributions,
    equality,
    measures,
    pieces,
    portfolios,
    results,
    theory,
)
from procurement.queries import LATEST_FIRST, contradicted_pieces
from procurement.theory import check_arrow, check_node
from scp.plans.models import PlanItem
from scp.plans.views.base import PAGE_SIZE
from scp.plans.views.items import ItemKind


@dataclass(frozen=True, kw_only=True)
class TheoryKind(ItemKind):
    """A part of the theory of change: seen on the one page that draws it
    (scp.publication.views.theory)."""

    has_page: bool = False
    has_list: bool = False

    def page_url(self, item: PlanItem) -> str:
        return f"{self.list_url(item.plan.slug)}?item={item.reference}#{item.reference}"

    def list_url(self, slug: str) -> str:
        return reverse("draft-theory", args=[slug])


@dataclass(frozen=True, kw_only=True)
class ResultKind(ItemKind):
    """What a measure came to: seen in the table of its measure, on the page of that table that has
    it."""

    def page_url(self, item: Any) -> str:
        rows = models.Result._base_manager.filter(measure=item.measure_id, removed_at__isnull=True)
        shown = list(rows.order_by(*LATEST_FIRST).values_list("pk", flat=True))
        before = shown.index(item.pk) if item.pk in shown else 0
        page = before // PAGE_SIZE + 1
        return f"{super().page_url(item)}{f'?page={page}' if page > 1 else ''}#{item.reference}"


PORTFOLIOS = ItemKind(
    model=models.Portfolio,
    form=forms.PortfolioForm,
    noun="portfolio",
    plural="portfolios",
    label=_("portfolio"),
    heading=_("Portfolios"),
    introduction=_("Groups of pieces, scoped and negotiated together to hit the outcomes."),
    add=portfolios.open_portfolio,
    revise=portfolios.revise,
    remove=portfolios.remove,
)
PIECES = ItemKind(
    model=models.Piece,
    form=forms.PieceForm,
    noun="piece",
    plural="pieces",
    label=_("piece"),
    heading=_("Pieces of the place jigsaw"),
    introduction=_("Scoped parts of a portfolio. Each says which outcomes it contributes to."),
    add=pieces.add,
    revise=pieces.revise,
    remove=pieces.remove,
    contradicted=contradicted_pieces,
)
CONTRIBUTIONS = ItemKind(
    model=models.Contribution,
    form=forms.ContributionForm,
    noun="contribution",
    plural="contributions",
    label=_("contribution"),
    heading=_("Contributions"),
    add=contributions.claim,
    revise=contributions.revise,
    remove=contributions.remove,
    parent=PIECES,
    has_page=False,
)
MEASURES = ItemKind(
    model=models.Measure,
    form=forms.MeasureForm,
    noun="measure",
    plural="measures",
    label=_("measure"),
    heading=_("Measures"),
    add=measures.define,
    revise=measures.revise,
    remove=measures.remove,
    parent=PIECES,
)
RESULTS = ResultKind(
    model=models.Result,
    form=forms.ResultForm,
    noun="result",
    plural="results",
    label=_("result"),
    heading=_("Results"),
    add=results.report,
    revise=results.revise,
    remove=results.remove,
    parent=MEASURES,
    has_page=False,
)
NODES = TheoryKind(
    model=models.TheoryNode,
    form=forms.NodeForm,
    noun="node",
    plural="theory-steps",
    label=_("step"),
    heading=_("Steps of the theory of change"),
    add=theory.add_node,
    revise=theory.revise_node,
    remove=theory.remove_node,
    check_restored=check_node,
)
ARROWS = TheoryKind(
    model=models.TheoryArrow,
    form=forms.ArrowForm,
    noun="arrow",
    plural="theory-arrows",
    label=_("arrow"),
    heading=_("Arrows of the theory of change"),
    add=theory.add_arrow,
    revise=theory.revise_arrow,
    remove=theory.remove_arrow,
    check_restored=check_arrow,
)
ASSESSMENTS = ItemKind(
    model=models.EqualityAssessment,
    form=forms.AssessmentForm,
    noun="assessment",
    plural="assessments",
    label=_("equality impact assessment"),
    heading=_("Equality impact assessments"),
    introduction=_("What the plan means for people with each protected characteristic."),
    add=equality.open_assessment,
    revise=equality.revise,
    remove=equality.remove,
    has_list=False,  # procurement.views.equality: shows what is signed and what is out of date
    told={
        "basis": _("What was assessed"),
        "basis_sha256": _("Digest of what was assessed"),
        "signed_as": _("Signed as"),
        "signed_by": _("Signed by"),
        "signed_at": _("Signed at"),
    },
)
IMPACTS = ItemKind(
    model=models.EqualityImpact,
    form=forms.ImpactForm,
    noun="impact",
    plural="impacts",
    label=_("group of people"),
    heading=_("Groups of people"),
    add=equality.assess_group,
    revise=equality.revise_impact,
    remove=equality.remove_impact,
    parent=ASSESSMENTS,
    has_page=False,
)
MITIGATIONS = ItemKind(
    model=models.Mitigation,
    form=forms.MitigationForm,
    noun="mitigation",
    plural="mitigations",
    label=_("mitigation"),
    heading=_("Mitigations"),
    add=equality.mitigate,
    revise=equality.revise_mitigation,
    remove=equality.remove_mitigation,
    parent=IMPACTS,
    has_page=False,
)
KINDS = (
    *(PORTFOLIOS, PIECES, CONTRIBUTIONS, MEASURES, RESULTS, NODES, ARROWS),
    *(ASSESSMENTS, IMPACTS, MITIGATIONS),
)
