"""The calendar of a plan, as a page and as a feed for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django_scopes import scope, scopes_disabled

from scp.accounts.permissions import ROLES, Permission
from scp.core.kept import Kept
from scp.plans.access import Access
from scp.plans.models import Membership, Plan
from scp.plans.queries import decision_rules
from scp.plans.views.base import page_of, plan_view
from scp.publication import calendar, pages
from scp.publication.assembly import assemble
from scp.publication.calendar import Event, ical

signer = Signer(salt="scp.publication.calendar")
EVENTS_BYTES_AT_MOST, EVENT_BYTES = 5_000_000, 1_000


@dataclass(frozen=True)
class Days:
    """The events of a draft."""

    events: tuple[Event, ...]

    @property
    def size(self) -> int:
        """About how many bytes they take."""
        return EVENT_BYTES * (1 + len(self.events))


kept_days: Kept[Days] = Kept(EVENTS_BYTES_AT_MOST)


@plan_view(Permission.VIEW_DRAFT)
def calendar_page(request: HttpRequest, access: Access) -> HttpResponse:
    """What comes, and on demand (`?past=1`) what was."""
    today, past = timezone.localdate(), request.GET.get("past") == "1"
    events = _events(access.plan)
    shown: Sequence[Event] = [event for event in events if (event.day < today) is past]
    context = {
        "access": access,
        "page": page_of(request, shown[::-1] if past else shown),
        "past": past,
        "feed": feed_address(access),
    }
    return render(request, "draft/calendar.html", context)


@require_safe
@cache_control(private=True, max_age=3600)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a program that cannot sign in: whoever has the address is taken for the member
    that it was made for, for as long as they are one."""
    try:
        key = int(signer.unsign(token))
    except (BadSignature, ValueError):
        raise Http404 from None
    with scopes_disabled():
        rows = Membership.objects.select_related("plan__lead_organisation")
        membership = rows.filter(pk=key, user__is_active=True).first()
    if not membership or Permission.VIEW_DRAFT not in ROLES[membership.role].permissions:
        raise Http404
    plan = membership.plan
    with scope(plan=plan):
        events = _events(plan)
    written = ical.written(events, title=plan.title, base=plan.uri, at=timezone.now())
    return HttpResponse(written, content_type=f"{ical.MEDIA_TYPE}; charset=utf-8")


def feed_address(access: Access) -> str:
    """An address that nobody can guess, of one member of one plan."""
    key = Membership.objects.values_list("pk", flat=True).get(user=access.user, plan=access.plan)
    return settings.PUBLIC_BASE_URL + reverse("calendar-feed", args=[signer.sign(str(key))])


def _events(plan: Plan) -> tuple[Event, ...]:
    """In the scope of the plan."""
    rules = decision_rules(plan.lead_organisation, timezone.localdate())
    notice = rules.notice_clear_days

    def made() -> Days:
        return Days(calendar.events(assemble(plan), notice))

    return pages.of_draft(kept_days, plan, made, lambda days: days.size, notice).events
