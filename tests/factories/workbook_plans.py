"""Whole plans in the database, for workbooks: every sheet has rows, and every column is used by
one seed or another."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

from django_scopes import scope

from outcomes.choices import NeedSource, ProtectedCharacteristic
from outcomes.models import NeedCitation
from procurement.models import ContributionCitation
from scp.plans.models import Plan
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
from tests.factories.plans import PlanFactory, SectionFactory, VisionFactory
from tests.factories.procurement import (
    ContributionFactory,
    MeasureFactory,
    PieceFactory,
    PortfolioFactory,
    ResultFactory,
)
from tests.factories.why import (
    EvidenceGapFactory,
    EvidenceRatingFactory,
    FrameworkGoalFactory,
    IndicatorCitationFactory,
    OutcomeCitationFactory,
)

WORDS = ("Families can pay their bills", "=1+1", "'quoted'", "- a list\n- of two", "é 🏠", "@home")


class _Builder:
    def __init__(self, seed: int, **plan: Any) -> None:
        self.chance = random.Random(seed)
        self.plan: Plan = PlanFactory(**plan)
        self.places = [TraffordFactory(), EnglandFactory()]

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def perhaps(self, value: Any, otherwise: Any = None) -> Any:
        return self.chance.choice([value, otherwise])

    def some(self, rows: Any) -> list[Any]:
        return self.chance.sample(list(rows), self.chance.randint(0, len(rows)))

    def many(self) -> range:
        return range(self.chance.randint(1, 3))

    def number(self) -> Decimal:
        return Decimal(self.chance.randint(-(10**9), 10**9)) / 10 ** self.chance.randint(0, 6)

    def day(self) -> dt.date:
        return dt.date(2026, 1, 1) + dt.timedelta(days=self.chance.randint(0, 2000))

    def owned(self) -> dict[str, Any]:
        return {"owner": self.perhaps("Director", ""), "reviewed_on": self.perhaps(self.day())}

    def build(self) -> Plan:
        with scope(plan=self.plan):
            VisionFactory(plan=self.plan, body=self.word())
            for n in self.many():
                SectionFactory(plan=self.plan, kind="context", title=f"Context {n}", position=n)
            evidence = [self.evidence() for _n in self.many()]
            indicators = [self.indicator() for _n in self.many()]
            indicators[0].superseded_by = indicators[-1] if len(indicators) > 1 else None
            indicators[0].save()
            values = [row for i in indicators for row in self.observations(i)]
            needs = [self.need(evidence, values) for _n in self.many()]
            outcomes = [self.outcome(needs, indicators, evidence) for _n in self.many()]
            self.gaps(needs, outcomes)
            self.pieces(outcomes, evidence)
            for indicator in self.some(indicators):
                IndicatorCitationFactory(
                    indicator=indicator, evidence=evidence[0], about=self.word(), relation="gap"
                )
        return self.plan

    def evidence(self) -> Any:
        figure = self.chance.random() < 0.5
        row = EvidenceFactory(
            plan=self.plan,
            title=self.word(),
            summary=self.word(),
            published_on=self.perhaps(self.day()),
            key_figure=self.word() if figure else "",
            key_value=self.number() if figure else None,
            status=self.chance.choice(["current", "superseded"]),
        )
        for n in range(self.chance.randint(0, 2)):
            EvidenceRatingFactory(
                evidence=row, assessed_on=self.day() + dt.timedelta(days=n * 3000)
            )
        return row

    def indicator(self) -> Any:
        based, banded = self.chance.random() < 0.5, self.chance.random() < 0.5
        row = IndicatorFactory(
            plan=self.plan,
            definition=self.word(),
            comparator_area=self.perhaps(self.places[1]),
            tolerance=self.perhaps(abs(self.number())),
            band_lower=Decimal("1.5") if banded else None,
            band_upper=Decimal("2.25") if banded else None,
            baseline_period="2020" if based else "",
            baseline_value=self.number() if based else None,
            multiplier=self.perhaps(100_000),
            next_release_on=self.perhaps(self.day()),
            **self.owned(),
        )
        for n in range(self.chance.randint(0, 2)):
            TargetFactory(indicator=row, due_on=dt.date(2027 + n, 3, 31), value=self.number())
        if self.chance.random() < 0.5:
            MethodBreakFactory(indicator=row, note=self.word())
        return row

    def observations(self, indicator: Any) -> list[Any]:
        rows = []
        for place in self.places:
            for n in range(self.chance.randint(0, 3)):
                values = {"indicator": indicator, "area": place, "year": 2020 + n}
                rows.append(ObservationFactory(**values, value=self.number()))
                if self.chance.random() < 0.3:
                    rows.append(
                        ObservationFactory(
                            **values,
                            value=self.perhaps(self.number()),
                            status="suppressed",
                            source_version="test 2",
                            published_on=dt.date(2026, 9, 1),
                        )
                    )
                if self.chance.random() < 0.3:
                    part = {"breakdown": "sex=Female", "lower_ci": 1, "upper_ci": 2}
                    rows.append(ObservationFactory(**values, **part, value=self.number()))
        return rows

    def need(self, evidence: list[Any], values: list[Any]) -> Any:
        sure = self.chance.random() < 0.5
        row = NeedFactory(
            plan=self.plan,
            statement=self.word(),
            characteristics=self.some(ProtectedCharacteristic.values),
            source_kinds=self.some(NeedSource.values),
            confidence="strong" if sure else "",
            confidence_reason=self.word() if sure else "",
            scale_observation=self.perhaps(values[0]) if values else None,
            **self.owned(),
        )
        row.places.set(self.some(self.places))
        for source in self.some(evidence):
            NeedCitation._base_manager.create(need=row, evidence=source, locator=self.word())
        return row

    def outcome(self, needs: list[Any], indicators: list[Any], evidence: list[Any]) -> Any:
        unmeasured, unvoiced = self.chance.random() < 0.5, self.chance.random() < 0.5
        row = OutcomeFactory(
            plan=self.plan,
            statement=self.word(),
            needs=self.some(needs),
            indicators=self.some(indicators),
            other_themes=self.some(["social", "economic", "environmental"]),
            horizon=self.perhaps(2030),
            owner_organisation=self.perhaps(self.plan.lead_organisation),
            no_measure_owner="Director" if unmeasured else "",
            no_measure_due_on=self.day() if unmeasured else None,
            no_voice_accepted_by="Director" if unvoiced else "",
            no_voice_accepted_on=dt.date(2026, 1, 5) if unvoiced else None,
            no_voice_reason=self.word() if unvoiced else "",
            **self.owned(),
        )
        row.goals.set([FrameworkGoalFactory()] if self.chance.random() < 0.5 else [])
        for source in self.some(evidence):
            OutcomeCitationFactory(outcome=row, evidence=source, relation="contradicts")
        return row

    def gaps(self, needs: list[Any], outcomes: list[Any]) -> None:
        EvidenceGapFactory(plan=self.plan, need=needs[0], due_on=self.perhaps(self.day()))
        EvidenceGapFactory(
            plan=self.plan, outcome=outcomes[0], closed_on=self.day(), answer=self.word()
        )

    def pieces(self, outcomes: list[Any], evidence: list[Any]) -> None:
        portfolio = PortfolioFactory(plan=self.plan, summary=self.word())
        for _n in self.many():
            piece = PieceFactory(
                portfolio=portfolio, title=self.word(), route=self.perhaps("grant", "")
            )
            measure = MeasureFactory(piece=piece, target=self.perhaps(self.number()))
            if self.chance.random() < 0.5:
                ResultFactory(measure=measure, value=self.number())
            for outcome in self.some(outcomes):
                row = ContributionFactory(piece=piece, outcome=outcome, rationale=self.word())
                for source in self.some(evidence):
                    ContributionCitation._base_manager.create(contribution=row, evidence=source)


def stored_plan(seed: int, **plan: Any) -> Plan:
    """A plan in the database with rows in every sheet, the same for the same seed."""
    return _Builder(seed, **plan).build()
