"""The questions about who answers for an item, alike wherever they are asked."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from outcomes.lending import FIELDS
from scp.accounts.models import User
from scp.plans.forms import ItemForm
from scp.plans.models import Plan


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return obj.name


def owner_field() -> forms.CharField:
    """Who is published as answering for it."""
    return forms.CharField(
        label=gettext_lazy("Who answers for it"),
        help_text=gettext_lazy("A post or a body, not a person’s name. It is published."),
        max_length=150,
        required=False,
    )


def owner_user_field() -> PersonChoice:
    """Who is asked here. The form says among whom: `members`."""
    return PersonChoice(
        queryset=None,
        label=gettext_lazy("Who is reminded here"),
        help_text=gettext_lazy("Somebody who takes part in this plan. It is not published."),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )


class LentForm(ItemForm):
    """A form that asks nothing which the library answers that its item comes from. `fieldsets` are
    the parts of a long one: the legend of each and the names of its fields."""

    fieldsets: tuple[tuple[Promise, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_lent:
            for name in FIELDS[type(self.item)]:
                self.fields.pop(name, None)
            self.fieldsets = tuple(self._parts_left())
            self.other_ways = "draft/from_library.html"

    def _parts_left(self) -> Iterator[tuple[Promise, tuple[str, ...]]]:
        """The parts that still ask something."""
        for legend, names in self.fieldsets:
            if left := tuple(name for name in names if name in self.fields):
                yield legend, left

    @property
    def is_lent(self) -> bool:
        return getattr(self.item, "library_version_id", None) is not None


def members(plan: Plan) -> Any:
    """The people of a plan, by name."""
    return User.objects.filter(memberships__plan=plan, is_active=True).order_by("name", "pk")
