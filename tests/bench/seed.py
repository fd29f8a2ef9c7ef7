"""Plans of a given size, written in bulk. Each is ready to be published.

For each outcome: two pieces, two contributions, one need, one source and half an indicator with
24 published values for the place and for England; 25 comments on average, half of them answered,
a hundred of them on the first outcome. The first piece has a fifth as many measures as there are
outcomes, and its first measure as many results; the first need, outcome, indicator and contribution
each cite as many sources. A theory of change shows the first twenty outcomes at most, each with an
activity and an output, joined by up to six arrows an outcome.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django_scopes import scope

from outcomes.models import (
    Evidence,
    Indicator,
    IndicatorCitation,
    Need,
    NeedCitation,
    Observation,
    Outcome,
    OutcomeCitation,
    OutcomeIndicator,
    OutcomeNeed,
    Target,
)
from procurement.models import (
    Contribution,
    ContributionCitation,
    Measure,
    Piece,
    Portfolio,
    Result,
    TheoryArrow,
    TheoryNode,
)
from scp.accounts.models import User
from scp.organisations.models import Organisation
from scp.places.models import Place
from scp.plans.models import Membership, Plan, Section
from stakeholders.models import Comment, Disposition, Stakeholder

COMMENTS_ON_THE_FIRST = 100
COMMENTS_AN_OUTCOME = 25
PIECES_AN_OUTCOME = 2
SHOWN_IN_THEORY = 20
YEARS = range(2014, 2026)
TEXT = (
    "People in the north of the borough wait longer than others, and say that they are asked the "
    "same questions by every service. They want one place to go and one person who knows them. "
)


@dataclass(frozen=True)
class Seeded:
    """A plan with its lead, and how many outcomes it has."""

    plan: Plan
    lead: User
    outcomes: int


def plan_with(outcomes: int) -> Seeded:
    """A plan with this many outcomes and everything that hangs on them."""
    lead = User.objects.create(email=f"lead{outcomes}@bench.example", name="Lead")
    council, _ = Organisation.objects.get_or_create(name="Trafford Council", kind="council")
    plan = Plan.drafts.create(
        slug=f"plan-of-{outcomes}",
        title=f"Plan of {outcomes} outcomes",
        summary=TEXT,
        lead_organisation=council,
        period_start=dt.date(2026, 4, 1),
        period_end=dt.date(2029, 3, 31),
    )
    trafford = _place("E08000009", "Trafford", "ltla")
    plan.places.set([trafford])
    Membership._base_manager.create(plan=plan, user=lead, role="lead")
    with scope(plan=plan):
        _sections(plan)
        rows = _why(plan, outcomes, (trafford, _place("E92000001", "England", "ctry")))
        pieces = _how(plan, rows)
        _theory(plan, rows[:SHOWN_IN_THEORY])
        _what_people_say(plan, rows, pieces, lead)
    return Seeded(plan, lead, outcomes)


def _place(code: str, name: str, level: str) -> Place:
    place, _ = Place.objects.get_or_create(code=code, defaults={"name": name, "levels": [level]})
    return place


def store(model: Any, rows: Iterable[Any]) -> list[Any]:
    """The rows as they are in the database, written in bulk."""
    stored: list[Any] = model._base_manager.bulk_create(rows, batch_size=1000)
    return stored


def _theory(plan: Plan, outcomes: list[Outcome]) -> None:
    """Each activity leads to three outputs, and each output to three outcomes: its own first."""
    count = len(outcomes)
    nodes = store(
        TheoryNode,
        (
            TheoryNode(
                plan=plan,
                number=place * count + n,
                kind=kind,
                label=f"What is to come about, as {kind} {n} of them",
                outcome=outcome if kind == "outcome" else None,
            )
            for place, kind in enumerate(("activity", "output", "outcome"))
            for n, outcome in enumerate(outcomes, start=1)
        ),
    )
    ends = [
        (nodes[place * count + n], nodes[(place + 1) * count + (n + step) % count])
        for place in (0, 1)
        for n in range(count)
        for step in range(min(count, 3))
    ]
    store(
        TheoryArrow,
        (
            TheoryArrow(plan=plan, number=n, source=source, target=target, assumption=TEXT)
            for n, (source, target) in enumerate(ends, start=1)
        ),
    )


def _sections(plan: Plan) -> None:
    kinds = ("vision", "context", "engagement", "governance")
    store(
        Section,
        (
            Section(
                plan=plan,
                number=n,
                position=n,
                kind=kind,
                title=kind.title(),
                body=f"{TEXT}\n\n" * 5,
            )
            for n, kind in enumerate(kinds, start=1)
        ),
    )


def _why(plan: Plan, outcomes: int, areas: tuple[Place, ...]) -> list[Outcome]:
    numbers = range(1, outcomes + 1)
    evidence = store(Evidence, (_evidence(plan, n) for n in numbers))
    needs = store(Need, (_need(plan, n) for n in numbers))
    store(
        NeedCitation,
        (NeedCitation(need=n, evidence=e) for n, e in zip(needs, evidence, strict=True)),
    )
    indicators = store(Indicator, (_indicator(plan, n) for n in numbers[: (outcomes + 1) // 2]))
    store(Observation, (o for i in indicators for o in _observations(i, areas)))
    store(
        Target,
        (
            Target(plan=plan, number=n, indicator=row, due_on=dt.date(2028, 3, 31), value=60)
            for n, row in enumerate(indicators, start=1)
        ),
    )
    rows = store(Outcome, (_outcome(plan, n) for n in numbers))
    store(OutcomeNeed, (OutcomeNeed(outcome=o, need=n) for o, n in zip(rows, needs, strict=True)))
    store(
        OutcomeIndicator,
        (OutcomeIndicator(outcome=o, indicator=indicators[n // 2]) for n, o in enumerate(rows)),
    )
    many = evidence[: max(2, outcomes // 5)]
    _cite(NeedCitation, many, need=needs[0])
    _cite(OutcomeCitation, many, outcome=rows[0])
    _cite(IndicatorCitation, many, indicator=indicators[0])
    return rows


def _cite(model: Any, evidence: Iterable[Evidence], **claim: Any) -> None:
    """That evidence contradicts a claim, every other time; it is a known gap where not."""
    relations = ("contradicts", "gap")
    store(
        model,
        (
            model(evidence=one, relation=relations[n % 2], locator="page 12", **claim)
            for n, one in enumerate(evidence)
        ),
    )


def _evidence(plan: Plan, n: int) -> Evidence:
    return Evidence(
        plan=plan,
        number=n,
        title=f"Source {n}: what is known about it",
        type="official_statistic",
        publisher="Office for National Statistics",
        published_on=dt.date(2026, 2, 12),
        url="https://www.ons.gov.uk/",
        licence="OGL v3",
    )


def _need(plan: Plan, n: int) -> Need:
    return Need(
        plan=plan,
        number=n,
        statement=f"Need {n}: families with young children are helped too late",
        who="Families with children under five",
        scale="About 4,000 families in the borough",
        source_kinds=["citizen_voice", "statistic"],
    )


def _outcome(plan: Plan, n: int) -> Outcome:
    return Outcome(
        plan=plan,
        number=n,
        statement=f"Outcome {n}: every child here has what they need to thrive",
        theme=("social", "economic", "environmental")[n % 3],
        summary=TEXT,
    )


def _indicator(plan: Plan, n: int) -> Indicator:
    return Indicator(
        plan=plan,
        number=n,
        code=f"bench:{n}",
        title=f"Indicator {n}: children ready for school",
        definition=TEXT,
        unit="%",
        value_type="percent",
        polarity="higher_better",
        frequency="annual",
        source="Office for National Statistics",
        source_url="https://www.ons.gov.uk/",
        licence="OGL v3",
        baseline_period="2025",
        baseline_value=Decimal("50.5"),
    )


def _observations(indicator: Indicator, areas: tuple[Place, ...]) -> Iterable[Observation]:
    for area in areas:
        for year in YEARS:
            yield Observation(
                indicator=indicator,
                area=area,
                period=str(year),
                period_start=dt.date(year, 1, 1),
                period_end=dt.date(year, 12, 31),
                position=year,
                value=_figure(indicator.number, area, year),
                source_version="bench",
                published_on=dt.date(2026, 5, 13),
            )


def _figure(number: int, area: Place, year: int) -> Decimal:
    """A value of its own for each indicator, place and year: what is drawn or worded once for
    equal figures would otherwise be measured as if a plan were one indicator many times over."""
    drift = (year - YEARS[0]) * (number % 5 - 2)
    tenths = (number * 37 + year * 13 + (area.code == "E92000001") * 29) % 97
    return Decimal(40 + number % 17 + drift) + Decimal(tenths) / 10


def _how(plan: Plan, outcomes: list[Outcome]) -> list[Piece]:
    portfolios = store(
        Portfolio,
        (
            Portfolio(plan=plan, number=n, title=f"Portfolio {n}", summary=TEXT)
            for n in range(1, max(2, len(outcomes) // 10) + 1)
        ),
    )
    pieces = store(
        Piece,
        (
            Piece(
                plan=plan,
                number=n,
                portfolio=portfolios[n % len(portfolios)],
                title=f"Piece {n}",
                summary=TEXT,
                state="live",
                route="contract",
            )
            for n in range(1, PIECES_AN_OUTCOME * len(outcomes) + 1)
        ),
    )
    claims = store(
        Contribution,
        (
            Contribution(
                plan=plan,
                number=n + 1,
                piece=piece,
                outcome=outcomes[n // PIECES_AN_OUTCOME],
                strength=1 + n % 3,
                rationale=TEXT,
            )
            for n, piece in enumerate(pieces)
        ),
    )
    many = Evidence.objects.filter(number__lte=max(2, len(outcomes) // 5))
    _cite(ContributionCitation, many, contribution=claims[0])
    _measured(plan, pieces[0], max(1, len(outcomes) // 5))
    return pieces


def _measured(plan: Plan, piece: Piece, count: int) -> None:
    numbers = range(1, count + 1)
    types = ("how_much", "how_well", "better_off")
    measures = store(
        Measure,
        (
            Measure(
                plan=plan,
                number=n,
                piece=piece,
                title=f"Measure {n}: families who came back",
                type=types[n % 3],
                unit="%",
                target=60,
            )
            for n in numbers
        ),
    )
    store(
        Result,
        (
            Result(
                plan=plan,
                number=n,
                measure=measures[0],
                period_start=dt.date(2026, 1, 1) - dt.timedelta(days=7 * n),
                period_end=dt.date(2026, 1, 7) - dt.timedelta(days=7 * n),
                value=Decimal(40 + n % 20),
                source="The provider’s return",
            )
            for n in numbers
        ),
    )


def _what_people_say(plan: Plan, outcomes: list[Outcome], pieces: list[Piece], lead: User) -> None:
    stakeholders = store(
        Stakeholder,
        (
            Stakeholder(plan=plan, number=n, name=f"Forum {n}", kind="vcse")
            for n in range(1, max(2, len(outcomes) // 2) + 1)
        ),
    )
    abouts: list[Any] = [{"outcome": outcomes[0]}] * COMMENTS_ON_THE_FIRST
    rest = COMMENTS_AN_OUTCOME * len(outcomes) - len(abouts)
    abouts += [
        {"piece": pieces[n % len(pieces)]}
        if n % 2
        else {"outcome": outcomes[1:][n % (len(outcomes) - 1)]}
        for n in range(rest)
    ]
    comments = store(
        Comment,
        (
            Comment(
                plan=plan,
                number=n,
                stakeholder=stakeholders[n % len(stakeholders)],
                author=lead,
                text=f"{TEXT}{TEXT}",
                made_at=timezone.now(),
                **about,
            )
            for n, about in enumerate(abouts, start=1)
        ),
    )
    store(
        Disposition,
        (
            Disposition(comment=comment, decision="accepted", response=TEXT, made_by=lead)
            for comment in comments[::2]
        ),
    )
