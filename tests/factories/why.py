"""Why, in full: what evidence carries, what is not known, libraries, stories of indicators."""

import datetime as dt
import io

import factory
from django.utils import timezone

from outcomes.copies import Copy, examine, store
from outcomes.models import (
    CurveAction,
    CurveStory,
    Evidence,
    EvidenceFile,
    EvidenceGap,
    EvidenceRating,
    Framework,
    FrameworkGoal,
    IndicatorCitation,
    ItemSuccession,
    LibraryEntry,
    LibraryVersion,
    OutcomeCitation,
    Reminder,
)
from tests.factories.accounts import OfficerFactory
from tests.factories.organisations import OrganisationFactory
from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import ItemFactory, PlanFactory, ScopedFactory


class EvidenceRatingFactory(ItemFactory[EvidenceRating]):
    class Meta:
        model = EvidenceRating
        skip_postgeneration_save = True

    evidence = factory.SubFactory(EvidenceFactory)
    plan = factory.LazyAttribute(lambda o: o.evidence.plan)
    scale = "nesta"
    level = "2"
    assessor = "Public Health intelligence team"
    assessed_on = dt.date(2026, 6, 1)
    rationale = "Before and after figures, no comparison group."


class EvidenceFileFactory(ItemFactory[EvidenceFile]):
    class Meta:
        model = EvidenceFile
        skip_postgeneration_save = True

    evidence = factory.SubFactory(EvidenceFactory)
    plan = factory.LazyAttribute(lambda o: o.evidence.plan)
    name = "report.pdf"
    media_type = "application/pdf"
    size = 1234
    sha256 = "a" * 64


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def copy_of(data: bytes = PDF, name: str = "report.pdf") -> Copy:
    """A file that somebody chose, examined."""
    return examine(io.BytesIO(data), name=name)


def kept_copy(evidence: Evidence, data: bytes = PDF, name: str = "report.pdf") -> EvidenceFile:
    """A copy of a source with its bytes in file storage."""
    copy = copy_of(data, name)
    store(copy)
    facts = {name: getattr(copy, name) for name in ("name", "media_type", "size", "sha256")}
    file: EvidenceFile = EvidenceFileFactory(evidence=evidence, **facts)
    return file


class EvidenceGapFactory(ItemFactory[EvidenceGap]):
    class Meta:
        model = EvidenceGap
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    statement = "Nobody has counted young carers by ward."
    owner = "Director of Public Health"


class FrameworkGoalFactory(factory.django.DjangoModelFactory[FrameworkGoal]):
    class Meta:
        model = FrameworkGoal

    class Params:
        of = "sdg"

    framework = factory.LazyAttribute(
        lambda o: Framework.objects.get_or_create(
            code=o.of,
            version="2015",
            defaults={"title": "Sustainable Development Goals", "publisher": "United Nations"},
        )[0]
    )
    code = factory.Sequence(lambda n: str(n + 1))
    label = factory.Sequence(lambda n: f"Goal {n + 1}")


class LibraryEntryFactory(factory.django.DjangoModelFactory[LibraryEntry]):
    class Meta:
        model = LibraryEntry

    organisation = factory.SubFactory(OrganisationFactory)
    kind = "outcome"
    code = factory.Sequence(lambda n: f"entry-{n}")


class LibraryVersionFactory(factory.django.DjangoModelFactory[LibraryVersion]):
    class Meta:
        model = LibraryVersion

    entry = factory.SubFactory(LibraryEntryFactory)
    number = 1
    values = factory.LazyFunction(lambda: {"statement": "Families can pay their bills"})
    note = "First version"


class OutcomeCitationFactory(ScopedFactory[OutcomeCitation]):
    class Meta:
        model = OutcomeCitation
        skip_postgeneration_save = True

    outcome = factory.SubFactory(OutcomeFactory)
    evidence = factory.LazyAttribute(lambda o: EvidenceFactory(plan=o.outcome.plan))


class IndicatorCitationFactory(ScopedFactory[IndicatorCitation]):
    class Meta:
        model = IndicatorCitation
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    evidence = factory.LazyAttribute(lambda o: EvidenceFactory(plan=o.indicator.plan))


class NeedSuccessionFactory(ScopedFactory[ItemSuccession]):
    """That one need was merged into another."""

    class Meta:
        model = ItemSuccession
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    kind = "merged"
    earlier_need = factory.LazyAttribute(lambda o: NeedFactory(plan=o.plan))
    later_need = factory.LazyAttribute(lambda o: NeedFactory(plan=o.plan))
    made_at = factory.LazyFunction(timezone.now)


class CurveStoryFactory(ItemFactory[CurveStory]):
    class Meta:
        model = CurveStory
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    plan = factory.LazyAttribute(lambda o: o.indicator.plan)
    story = "Rents rose faster than wages."
    low_cost_idea = "Put people who rent in touch with each other."


class CurveActionFactory(ItemFactory[CurveAction]):
    class Meta:
        model = CurveAction
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    plan = factory.LazyAttribute(lambda o: o.indicator.plan)
    action = "Ask every landlord of a flagged flat to sign up"
    owner = "Head of Housing"
    due_on = dt.date(2027, 3, 31)


class ReminderFactory(ScopedFactory[Reminder]):
    class Meta:
        model = Reminder
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    reference = "I1"
    reason = "value_overdue"
    due_on = dt.date(2026, 9, 30)
    rung = "owner"
    user = factory.SubFactory(OfficerFactory)
