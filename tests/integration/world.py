"""Two places with everything in their plans, and addresses for every route.

Both plans hold the same kinds of items under the same references, so that a page which forgets
whose plan it shows answers with the wrong place's row instead of not at all. Here `ours` is
published and has its document; `theirs` is a draft.
"""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.models import LibraryEntry, OutcomeCitation
from scp.accounts.models import User
from scp.core.models import AuditEvent
from scp.jobs.models import Job
from scp.plans.models import Membership, Plan
from scp.publication.actions import editions
from scp.publication.models import Edition, Rendering
from scp.publication.views.calendar import signer
from tests.factories.accounts import UserFactory
from tests.factories.governance import DecisionFactory, DecisionRulesFactory
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    MethodBreakFactory,
    NeedFactory,
    ObservationFactory,
    OutcomeFactory,
    TargetFactory,
)
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import (
    Cast,
    MembershipFactory,
    OverrideFactory,
    PlanFactory,
    SectionFactory,
    VisionFactory,
    cast_of,
)
from tests.factories.procurement import (
    ContributionFactory,
    MeasureFactory,
    MitigationFactory,
    PieceFactory,
    PortfolioFactory,
    ResultFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
    first_impact,
    whole_assessment,
)
from tests.factories.stakeholders import CommentFactory, DispositionFactory, StakeholderFactory
from tests.factories.why import (
    CurveActionFactory,
    CurveStoryFactory,
    EvidenceGapFactory,
    EvidenceRatingFactory,
    LibraryEntryFactory,
    LibraryVersionFactory,
    kept_copy,
)

PDF = b"%PDF-1.7 stands for a document"
# Who asks, in the order of the tables of these tests.
ROLES = ("anonymous", "outsider", "viewer", "contributor", "commissioner", "lead")
# The item that a route's reference names, by the middle of the route's name.
ITEMS = (
    *("section", "evidence", "need", "outcome", "indicator", "target"),
    *("rating", "file", "gap", "curve", "step"),
    *("portfolio", "piece", "contribution", "stakeholder"),
    *("measure", "result"),
    *("node", "arrow", "decision"),
    *("assessment", "impact", "mitigation"),
)
# Of the routes whose name does not say which item they are about.
OTHER_ITEMS = {
    "draft-indicator-library": "indicator",
    "draft-need-merge": "need",
    "draft-need-split": "need",
    "draft-citation-edit": "outcome",
    "draft-citation-remove": "outcome",
    "draft-respond": "response",
    "draft-hide": "response",
    "draft-show": "hidden",
    "draft-gap-close": "gap",
    "draft-decision-record": "decision",
    "draft-gap-reopen": "closed",
    "draft-break-add": "indicator",
    "draft-break-edit": "indicator",
    "draft-break-remove": "indicator",
    "draft-curve": "indicator",
    "draft-assessment-sign": "assessment",
    "draft-step-done": "step",
    "draft-step-reopen": "done",
}
PARENTS = {
    "draft-target-add": "indicator",
    "draft-contribution-add": "piece",
    "draft-measure-add": "piece",
    "draft-result-add": "measure",
    "draft-impact-add": "assessment",
    "draft-mitigation-add": "impact",
    "draft-rating-add": "evidence",
    "draft-file-add": "evidence",
    "draft-curve-add": "bare",
    "draft-step-add": "indicator",
}


def first_state(item: Any) -> int:
    """How the item stood when its history began, by the number of that state."""
    events = getattr(type(item), "pgh_event_model", None)
    return events._base_manager.filter(pgh_obj_id=item.pk).first().pk if events else 1


@dataclass(frozen=True)
class Place:
    """One plan with its people and one item of each kind."""

    plan: Plan
    cast: Cast
    items: dict[str, Any]
    library: LibraryEntry
    """An entry in two versions that the plan has not adopted."""
    viewing: Membership
    """That of the viewer."""
    officer: User
    """The monitoring officer: signs what no plan lead signs for them."""
    browsers: dict[str, Client] = field(default_factory=dict)

    def person(self, role: str) -> User | None:
        if role == "officer":
            return self.officer
        return None if role == "anonymous" else getattr(self.cast, role)

    def client(self, role: str) -> Client:
        """A browser: signed in as the person with this role, unless anonymous."""
        if role not in self.browsers:
            self.browsers[role] = Client()
            if person := self.person(role):
                self.browsers[role].force_login(person)
        return self.browsers[role]

    def arguments(self, name: str) -> dict[str, Any]:
        """What fills in the address of a route: real references of this plan."""
        noun = re.sub(r"^draft-|-(edit|remove|history|restore)$", "", name)
        item = self.items.get(OTHER_ITEMS.get(name, noun), self.items["outcome"])
        return {
            "slug": self.plan.slug,
            "reference": API_ITEMS.get(name, lambda _: item.reference)(self.items),
            "parent": self.items[PARENTS[name]].reference if name in PARENTS else "",
            "plural": "outcomes",
            "citation": self.items["citation"].pk,
            "person": self.cast.viewer.pk,
            "entry": self.library.pk,
            "form": "need/N1",
            "state": first_state(item),
            "day": "2021-09-01",
            "theme": "social",
            "number": 1,
            "chart": "jigsaw-1",
            "kind": "json",
            "file": "pdf",
            "code": "E08000009",
            "version": "1.0",
            "key": "MQ:1vNxyz:signature" if name == "account_confirm_email" else "set-password",
            "uidb36": "1",
            "path": "no-such-thing",
            "token": signer.sign(str(self.viewing.pk)),
        }


def who_may(name: str) -> str:
    """The role of one who may do all that a page is for: the plan lead, but for what nobody does
    for others."""
    return "officer" if name == "draft-sign-off" else "lead"


API_ITEMS: dict[str, Any] = {
    "api-outcomes-one": lambda items: items["outcome"].reference,
    "api-needs-one": lambda items: items["need"].reference,
    "api-indicators-one": lambda items: items["indicator"].reference,
    "api-pieces-one": lambda items: items["piece"].reference,
    "api-judgements-one": lambda items: items["indicator"].reference,
    "api-thread-one": lambda items: items["need"].reference,
    "api-evidence-one": lambda items: items["evidence"].reference,
    "api-evidence-gaps-one": lambda items: items["gap"].reference,
}


@dataclass(frozen=True)
class World:
    ours: Place
    theirs: Place

    def address(self, name: str, parameters: frozenset[str], place: Place | None = None) -> str:
        arguments = (place or self.ours).arguments(name)
        return reverse(name, kwargs={key: arguments[key] for key in parameters})


def build() -> World:
    """Both places. Call it once a module: six people have their passwords hashed in each."""
    EnglandFactory()
    ours, theirs = _place("ours"), _place("theirs")
    edition = editions.publish(plan=ours.plan, reason="Agreed", by=ours.cast.lead)
    ours.plan.refresh_from_db()
    for place in (ours, theirs):
        for role in (*ROLES, "officer"):
            place.client(role)  # signed in here, so that no test's undoing signs them out
    _document(edition)
    Job.objects.filter(subject=ours.plan.slug).update(
        state="failed", last_error_code="failed", finished_at=timezone.now()
    )
    return World(ours, theirs)


def _place(slug: str) -> Place:
    plan = PlanFactory(slug=slug, title=f"Plan of {slug}", places=[TraffordFactory()])
    cast = cast_of(plan)
    vision, section = VisionFactory(plan=plan), SectionFactory(plan=plan)
    evidence = EvidenceFactory(plan=plan)
    need = NeedFactory(plan=plan, evidence=[evidence])
    indicator = IndicatorFactory(plan=plan)
    ObservationFactory(indicator=indicator)
    MethodBreakFactory(indicator=indicator)
    outcome = OutcomeFactory(plan=plan, needs=[need], indicators=[indicator])
    piece = PieceFactory(portfolio=PortfolioFactory(plan=plan))
    stake = StakeholderFactory(plan=plan, user=cast.contributor)
    comment = CommentFactory(about=outcome, stakeholder=stake, author=cast.contributor)
    DispositionFactory(comment=CommentFactory(about=need, stakeholder=stake))
    measure = MeasureFactory(piece=piece)
    assessment = whole_assessment(plan)
    impact = first_impact(assessment)
    items = {
        "vision": vision,
        "section": section,
        "evidence": evidence,
        "rating": EvidenceRatingFactory(evidence=evidence),
        "file": kept_copy(evidence),
        "gap": EvidenceGapFactory(plan=plan, need=need),
        "closed": EvidenceGapFactory(plan=plan, closed_on=dt.date(2026, 6, 1), answer="Counted"),
        "need": need,
        "indicator": indicator,
        "bare": IndicatorFactory(plan=plan),  # of which no story is told yet
        "curve": CurveStoryFactory(indicator=indicator),
        "step": CurveActionFactory(indicator=indicator),
        "done": CurveActionFactory(indicator=indicator, done_on=dt.date(2026, 6, 1)),
        "target": TargetFactory(indicator=indicator),
        "outcome": outcome,
        "portfolio": PortfolioFactory(plan=plan),  # empty: one with pieces cannot be removed
        "piece": piece,
        "contribution": ContributionFactory(piece=piece, outcome=outcome, evidence=[evidence]),
        "citation": OutcomeCitation._base_manager.create(outcome=outcome, evidence=evidence),
        "measure": measure,
        "result": ResultFactory(measure=measure),
        "node": (node := TheoryNodeFactory(plan=plan, piece=piece)),
        "arrow": TheoryArrowFactory(source=node),
        "assessment": assessment,
        "impact": impact,
        "mitigation": MitigationFactory(impact=impact),
        "decision": DecisionFactory(plan=plan),
        "stakeholder": stake,
        "response": comment,
        "hidden": CommentFactory(
            about=outcome, stakeholder=stake, hidden_at=timezone.now(), hidden_reason="spam"
        ),
    }
    OverrideFactory(plan=plan, given_by=cast.lead)
    for role in ("lead", "commissioner"):
        StakeholderFactory(plan=plan, user=getattr(cast, role))
    # So that a decision can be recorded: no assessment of the world is signed.
    DecisionRulesFactory(organisation=plan.lead_organisation, equality_first=False)
    officer = MembershipFactory(plan=plan, user=UserFactory(), role="legal").user
    viewing = Membership._base_manager.get(plan=plan, user=cast.viewer)
    return Place(plan, cast, items, _library(), viewing, officer)


def _library() -> LibraryEntry:
    entry = LibraryEntryFactory()
    said = (("Homes are warm", "social"), ("Every home is warm", "environmental"))
    for number, (statement, theme) in enumerate(said, start=1):
        values = {"statement": statement, "theme": theme}
        LibraryVersionFactory(entry=entry, number=number, values=values)
    return entry


def _document(edition: Edition) -> None:
    Rendering.objects.create(
        edition=edition,
        kind="pdf",
        file_name=default_storage.save("renderings/ours.pdf", ContentFile(PDF)),
        sha256="0" * 64,
        size=len(PDF),
        pages=1,
        made_at=timezone.now(),
    )


def said(response: Any) -> str:
    """What a page says in its main part, without the markup: for messages of failed tests."""
    main = response.content.decode(errors="replace").partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", f"<main{main}").split())


def audit_count() -> int:
    return AuditEvent.objects.count()
