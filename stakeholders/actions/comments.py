import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scp.accounts.models import User
from scp.core.errors import InvalidInput
from scp.plans import items, policies
from scp.plans.models import PlanItem
from stakeholders.models import Comment, Disposition, Stakeholder
from stakeholders.models.comment import COMMENTABLE


def make(
    *,
    about: PlanItem,
    stakeholder: Stakeholder,
    text: str,
    by: User,
    at: dt.datetime | None = None,
) -> Comment:
    """Say something about an outcome, need, piece or section, as a stakeholder of its plan."""
    field = COMMENTABLE.get(type(about))
    if field is None:
        words = _("{reference} cannot be commented on.")
        raise InvalidInput(words.format(reference=about.reference))
    comment = Comment(
        plan=about.plan,
        stakeholder=stakeholder,
        author=by,
        text=text,
        made_at=at or timezone.now(),
        **{field: about},
    )
    return items.add(comment, verb="comment.made", by=by, at=at)


@transaction.atomic
def dispose(
    *,
    comment: Comment,
    decision: str,
    response: str,
    by: User,
    seen_version: int | None = None,
    at: dt.datetime | None = None,
) -> Disposition:
    """Respond to a comment: what was decided and why. A second response replaces the first;
    raises StaleVersion if somebody else responded since `seen_version` was read."""
    policies.check_can_be_edited(comment.plan)
    # Two first responses at once: the second waits here, and then finds the first.
    Comment._base_manager.select_for_update(no_key=True).get(pk=comment.pk)
    dispositions = Disposition.objects.with_scope(plan=comment.plan)
    found = dispositions.filter(comment=comment).first()
    values = {
        "decision": decision,
        "response": response,
        "made_by": by,
        "made_at": at or timezone.now(),
    }
    if found is None:
        found = dispositions.create(comment=comment, **values)
    else:
        found.revise(seen_version=seen_version or 0, **values)
    data = {"decision": decision, "response": response}
    items.log("comment.disposed", comment, by=by, at=at, data=data)
    return found


@transaction.atomic
def hide(*, comment: Comment, reason: str, by: User, at: dt.datetime | None = None) -> Comment:
    """Take a comment out of sight for a listed reason. It is kept, with who hid it and why."""
    comment.revise(
        seen_version=comment.version, hidden_at=at or timezone.now(), hidden_reason=reason
    )
    items.log("comment.hidden", comment, by=by, at=at, data={"reason": reason})
    return comment


@transaction.atomic
def show(*, comment: Comment, by: User, at: dt.datetime | None = None) -> Comment:
    """Bring a hidden comment back into sight: hiding it was a mistake, or was appealed."""
    comment.revise(seen_version=comment.version, hidden_at=None, hidden_reason="")
    items.log("comment.shown", comment, by=by, at=at, data={})
    return comment
