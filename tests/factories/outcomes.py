"""Why: evidence, needs, outcomes, indicators. tests.factories.plans says how they are stored."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory

from outcomes.models import (
    Evidence,
    Indicator,
    MethodBreak,
    Need,
    NeedCitation,
    Observation,
    Outcome,
    OutcomeIndicator,
    OutcomeNeed,
    Target,
)
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import ItemFactory, PlanFactory, ScopedFactory


class EvidenceFactory(ItemFactory[Evidence]):
    class Meta:
        model = Evidence
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence(lambda n: f"Source {n}")
    type = "official_statistic"
    publisher = "Office for National Statistics"
    published_on = dt.date(2026, 2, 12)
    url = "https://www.ons.gov.uk/"
    licence = "OGL v3"


class NeedFactory(ItemFactory[Need]):
    """A need voiced by citizens. `evidence=[…]` cites it; nothing is cited unless asked."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    statement = factory.Sequence(lambda n: f"People need thing {n}")
    who = "Families with young children"
    source_kinds = factory.LazyFunction(lambda: ["citizen_voice", "statistic"])

    @factory.post_generation
    def evidence(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for evidence in extracted or ():
            NeedCitation._base_manager.create(need=self, evidence=evidence)


class IndicatorFactory(ItemFactory[Indicator]):
    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"test:indicator_{n}")
    title = factory.Sequence(lambda n: f"Indicator {n}")
    unit = "%"
    value_type = "percent"
    polarity = "higher_better"
    frequency = "annual"
    source = "Office for National Statistics"
    source_url = "https://www.ons.gov.uk/"


class MethodBreakFactory(ScopedFactory[MethodBreak]):
    class Meta:
        model = MethodBreak
        skip_postgeneration_save = True

    indicator = factory.SubFactory(IndicatorFactory)
    on = dt.date(2021, 9, 1)
    note = "Measured differently from here on"


class ObservationFactory(ScopedFactory[Observation]):
    """A yearly value for Trafford, 2020 onwards."""

    class Meta:
        model = Observation
        skip_postgeneration_save = True

    class Params:
        year = factory.Sequence(lambda n: 2020 + n % 1000)

    indicator = factory.SubFactory(IndicatorFactory)
    area = factory.SubFactory(TraffordFactory)
    period = factory.LazyAttribute(lambda o: str(o.year))
    period_start = factory.LazyAttribute(lambda o: dt.date(o.year, 1, 1))
    period_end = factory.LazyAttribute(lambda o: dt.date(o.year, 12, 31))
    position = factory.LazyAttribute(lambda o: o.year)
    value = Decimal("50.0")
    source_version = "test 1"
    published_on = dt.date(2026, 5, 13)


class EnglandObservationFactory(ObservationFactory):
    area = factory.SubFactory(EnglandFactory)


class TargetFactory(ItemFactory[Target]):
    class Meta:
        model = Target
        skip_postgeneration_save = True

    plan = factory.LazyAttribute(lambda o: o.indicator.plan)
    indicator = factory.SubFactory(IndicatorFactory)
    due_on = factory.Sequence(lambda n: dt.date(2027 + n % 500, 3, 31))
    value = Decimal("60")


class OutcomeFactory(ItemFactory[Outcome]):
    """An outcome. `needs=[…]` and `indicators=[…]` link it; nothing is linked unless asked."""

    class Meta:
        model = Outcome
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    statement = factory.Sequence(lambda n: f"Everyone here has thing {n}")
    theme = "social"

    @factory.post_generation
    def needs(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for need in extracted or ():
            OutcomeNeed._base_manager.create(outcome=self, need=need)

    @factory.post_generation
    def indicators(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        for indicator in extracted or ():
            OutcomeIndicator._base_manager.create(outcome=self, indicator=indicator)
