"""How a plan is decided on: where it stands, what is missing for the next step, who signs off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.accounts.permissions import Permission
from scp.core.errors import DomainError
from scp.core.kept import Kept
from scp.core.transitions import Transition
from scp.plans.access import Access
from scp.plans.choices import SignOffKind, Status
from scp.plans.forms import CorrectionForm, RecordForm, SignOffForm, StatusForm
from scp.plans.models import Decision, SignOff
from scp.plans.policies import TRANSITIONS
from scp.plans.views.base import form_status, page_of, plan_view
from scp.plans.views.kinds import DECISIONS
from scp.publication import pages, policies
from scp.publication.actions import governance
from scp.publication.assembly import assemble
from scp.publication.policies import Draft, Obstacle, Standing, standing_of

# What the rules ask of each draft, which they ask on every page here.
kept_drafts: Kept[Draft] = Kept(5_000_000)
# Steps that follow from a decision; all others are the plan lead's.
OF_THE_DECISION = {Status.CALLED_IN, Status.ADOPTED}


@dataclass(frozen=True)
class Missing:
    """An obstacle with the page where it is mended."""

    obstacle: Obstacle
    url: str


@dataclass(frozen=True)
class Step:
    """One way on, what is missing for it, and whether this person may take it."""

    transition: Transition
    label: str
    missing: tuple[Missing, ...]
    may: bool

    @property
    def is_open(self) -> bool:
        return not any(one.obstacle.blocks for one in self.missing)


@dataclass(frozen=True)
class Signature:
    """A kind of sign-off with the latest one, if there is any."""

    label: str
    found: SignOff | None
    current: bool


@plan_view(Permission.VIEW_DRAFT)
def governance_page(request: HttpRequest, access: Access) -> HttpResponse:
    """Where the plan stands, what is missing for the next step, who signed off, what is to be
    decided."""
    standing = _standing(access)
    context = {
        "access": access,
        "may": Permission,
        "standing": standing,
        "steps": _steps(access, standing),
        "planned": page_of(request, standing.planned),
        "signatures": _signatures(standing),
    }
    return render(request, "draft/governance.html", context)


@plan_view(Permission.VIEW_DRAFT)
def decision_page(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """One decision: what is missing before it is recorded, or how it was taken."""
    decision: Decision = DECISIONS.get(access, reference)
    standing = _standing(access)
    others = {d.pk: d.reference for d in standing.decisions}
    context = {
        "access": access,
        "may": Permission,
        "item": decision,
        "missing": _missing_for(access, standing, decision),
        "as_decided": decision.content_sha256 == standing.version,
        "acts": [step for step in standing.steps if step.decision_id == decision.pk],
        "corrects": others.get(decision.corrects_id or 0, ""),
        "corrected_by": next(
            (d.reference for d in standing.decisions if d.corrects_id == decision.pk), ""
        ),
    }
    return render(request, "draft/decision.html", context)


@plan_view(Permission.DECIDE)
def status(request: HttpRequest, access: Access) -> HttpResponse:
    """Take the plan to the next state of its life cycle."""
    plan = access.plan
    targets = {t.target for t in TRANSITIONS.onward(plan.status) if _may(access, t)}
    form = StatusForm(
        request.POST or None,
        plan=plan,
        targets=targets,
        initial={"status": request.GET.get("to", "")},
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        if _done(form, lambda: governance.move_on(plan=plan, by=access.user, **answers)):
            words = _("The plan is now: {status}.")
            messages.success(request, words.format(status=plan.get_status_display()))
            return redirect("draft-governance", plan.slug)
    context = {"access": access, "form": form, "steps": _steps(access, _standing(access))}
    return render(request, "draft/status.html", context, status=form_status(form))


@plan_view(Permission.DECIDE)
def record(request: HttpRequest, access: Access, reference: str) -> HttpResponse:
    """Write down how a decision was taken; of one that is written down, a correction."""
    decision: Decision = DECISIONS.get(access, reference)
    kind = CorrectionForm if decision.is_recorded else RecordForm
    form = kind(request.POST or None, decision=decision)
    written = request.method == "POST" and form.is_valid()
    if written and _done(form, lambda: _write_down(decision, form, by=access.user)):
        messages.success(request, _("{item} is recorded.").format(item=reference))
        return redirect(DECISIONS.page_url(decision))
    missing = _missing_for(access, _standing(access), decision)
    context = {"access": access, "form": form, "decision": decision, "missing": missing}
    return render(request, "draft/decision_record.html", context, status=form_status(form))


@plan_view(Permission.SIGN_OFF)
def sign_off(request: HttpRequest, access: Access) -> HttpResponse:
    """Sign off the version of the plan that the person sees."""
    kind = SignOffKind(access.role.code)
    standing = _standing(access)
    initial = {"seen_version": standing.version}
    form = SignOffForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        if _done(
            form,
            lambda: governance.sign_off(plan=access.plan, kind=kind, by=access.user, **answers),
        ):
            messages.success(request, _("Signed off: {kind}.").format(kind=kind.label))
            return redirect("draft-governance", access.plan.slug)
        # Whoever has looked again signs what they see now.
        form.data = {**request.POST.dict(), "seen_version": standing.version}
    context = {
        "access": access,
        "form": form,
        "kind": kind,
        "version": standing.version,
        "found": standing.latest(kind),
    }
    return render(request, "draft/sign_off.html", context, status=form_status(form))


def _write_down(decision: Decision, form: CorrectionForm | RecordForm, *, by: User) -> None:
    if isinstance(form, RecordForm):
        governance.record(decision=decision, seen_version=form.seen_version, by=by, **form.changes)
    else:
        governance.correct(decision=decision, by=by, **form.cleaned_data)


def _done(form: Any, write: Callable[[], object]) -> bool:
    """Whether it was written; if not the form says why."""
    try:
        write()
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _standing(access: Access) -> Standing:
    plan = access.plan
    draft = pages.of_draft(
        kept_drafts, plan, lambda: policies.draft_of(assemble(plan)), lambda one: one.size
    )
    return standing_of(plan, draft, timezone.localdate())


def _may(access: Access, transition: Transition) -> bool:
    needed = Permission.DECIDE if _of_the_decision(transition) else Permission.PUBLISH
    return access.may(needed)


def _of_the_decision(transition: Transition) -> bool:
    return transition.target in OF_THE_DECISION or transition.source == Status.CALLED_IN


def _steps(access: Access, standing: Standing) -> list[Step]:
    return [
        Step(
            transition=transition,
            label=str(Status(transition.target).label),
            missing=_missing(access, policies.before(standing, transition.target)),
            may=_may(access, transition),
        )
        for transition in TRANSITIONS.onward(standing.status)
    ]


def _missing_for(access: Access, standing: Standing, decision: Decision) -> tuple[Missing, ...]:
    """What is missing before a decision can be recorded on the day on which it is due."""
    if decision.is_recorded:
        return ()
    day = decision.due_on or standing.today
    return _missing(access, policies.before_recording(standing, decision, day))


def _missing(access: Access, obstacles: Sequence[Obstacle]) -> tuple[Missing, ...]:
    return tuple(Missing(obstacle, _mend_url(access, obstacle)) for obstacle in obstacles)


def _mend_url(access: Access, obstacle: Obstacle) -> str:
    """Where this person can mend it, or "" where they cannot."""
    if not obstacle.place:
        return ""
    slug = access.plan.slug
    needed, name, arguments = {
        "decisions": (Permission.EDIT, "draft-decision-add", [slug]),
        "decision": (Permission.EDIT, "draft-decision-edit", [slug, obstacle.reference]),
        "record": (Permission.DECIDE, "draft-decision-record", [slug, obstacle.reference]),
        "sign-off": (Permission.SIGN_OFF, "draft-sign-off", [slug]),
        "status": (Permission.DECIDE, "draft-status", [slug]),
        "readiness": (Permission.VIEW_DRAFT, "draft-readiness", [slug]),
        "assessments": (Permission.VIEW_DRAFT, "draft-assessments", [slug]),
        "publish": (Permission.PUBLISH, "draft-publish", [slug]),
    }[obstacle.place]
    return reverse(name, args=arguments) if access.may(needed) else ""


def _signatures(standing: Standing) -> list[Signature]:
    return [
        Signature(
            label=str(kind.label),
            found=(found := standing.latest(kind)),
            current=found is not None and found.content_sha256 == standing.version,
        )
        for kind in SignOffKind
    ]
