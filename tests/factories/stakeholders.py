"""What people say: stakeholders, their comments and the responses."""

from typing import Any

import factory

from stakeholders.models import Comment, Disposition, Stakeholder
from tests.factories.accounts import UserFactory
from tests.factories.outcomes import OutcomeFactory
from tests.factories.plans import ItemFactory, PlanFactory, ScopedFactory


class StakeholderFactory(ItemFactory[Stakeholder]):
    """A community organisation, for which nobody may speak yet unless `user=` is given."""

    class Meta:
        model = Stakeholder
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"Forum {n}")
    kind = "vcse"


class ResidentFactory(StakeholderFactory):
    """A person: published by kind, never by name."""

    name = factory.Sequence(lambda n: f"Resident {n}")
    kind = "resident"
    is_person = True
    user = factory.SubFactory(UserFactory)


class CommentFactory(ItemFactory[Comment]):
    """A comment on an outcome; `about=item` puts it on something else."""

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    class Params:
        about = factory.SubFactory(OutcomeFactory)

    plan = factory.LazyAttribute(lambda o: o.about.plan)
    stakeholder = factory.LazyAttribute(lambda o: StakeholderFactory(plan=o.about.plan))
    author = factory.SubFactory(UserFactory)
    text = "This should say what happens in Partington."

    @factory.lazy_attribute
    def outcome(self: Any) -> Any:
        return _if_about(self.about, "outcome")

    @factory.lazy_attribute
    def need(self: Any) -> Any:
        return _if_about(self.about, "need")

    @factory.lazy_attribute
    def piece(self: Any) -> Any:
        return _if_about(self.about, "piece")

    @factory.lazy_attribute
    def section(self: Any) -> Any:
        return _if_about(self.about, "section")


class DispositionFactory(ScopedFactory[Disposition]):
    class Meta:
        model = Disposition
        skip_postgeneration_save = True

    comment = factory.SubFactory(CommentFactory)
    decision = "accepted"
    response = "We have added it."
    made_by = factory.SubFactory(UserFactory)


def _if_about(item: Any, kind: str) -> Any:
    return item if item._meta.model_name == kind else None
