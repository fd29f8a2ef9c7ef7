"""Reads of what people said."""

from collections.abc import Iterable

from django.db.models import QuerySet

from scp.accounts.models import User
from scp.plans.models import PlanItem
from stakeholders.models import Comment, Stakeholder
from stakeholders.models.comment import COMMENTABLE


def comments_on(item: PlanItem, earlier: Iterable[int] = ()) -> "QuerySet[Comment]":
    """What readers may see about one item, oldest first, with who said it and the response; and
    about the `earlier` items, by their keys, that it stands for."""
    field = COMMENTABLE[type(item)]
    return (
        Comment.objects.filter(**{f"{field}__in": [item.pk, *earlier]})
        .select_related("stakeholder", "disposition")
        .order_by("number")
    )


def stake_get_optional(user: User) -> Stakeholder | None:
    """Whom a person speaks for in the plan in scope."""
    return Stakeholder.objects.filter(user=user).first()


def unanswered_count() -> int:
    count: int = Comment.objects.filter(disposition__isnull=True).count()
    return count
