"""Documents of every shape, for property tests; and the smallest that has nothing missing."""

import datetime as dt
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

from scp.publication import content as doc
from tests.factories import content as make
from tests.factories import plan_why as told

T = TypeVar("T")

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
days = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))
numbers = st.decimals(
    min_value=-(10**9), max_value=10**9, places=6, allow_nan=False, allow_infinity=False
).map(lambda value: Decimal(f"{value.normalize():f}"))
maybe = st.none


def refs(prefix: str) -> st.SearchStrategy[str]:
    return st.integers(1, 4).map(lambda n: f"{prefix}{n}")


def some(strategy: st.SearchStrategy[T], most: int = 3, **more: Any) -> Any:
    return st.lists(strategy, max_size=most, **more).map(tuple)


def named(strategy: st.SearchStrategy[T]) -> Any:
    """Items with a reference of their own each."""
    return some(strategy, unique_by=lambda item: item.reference)


def uri(reference: str) -> str:
    return f"https://plans.example.org/id/trafford/{reference}"


def _with_uri(model: Any, reference: st.SearchStrategy[str], /, **fields: Any) -> Any:
    whole = st.fixed_dictionaries({"reference": reference, **fields})
    return whole.map(lambda values: model(uri=uri(values["reference"]), **values))


citations = st.builds(
    doc.Citation,
    evidence=refs("EV-00"),
    relation=st.sampled_from(["supports", "contradicts", "gap"]),
    locator=texts,
    about=texts,
)
sections = _with_uri(
    doc.Section,
    refs("S"),
    kind=st.sampled_from(["vision", "context"]),
    title=texts,
    body=texts,
    html=texts,
    citations=some(citations),
)
key_figures = st.builds(
    doc.KeyFigure,
    label=texts,
    value=maybe() | numbers,
    lower_ci=maybe() | numbers,
    upper_ci=maybe() | numbers,
    unit=texts,
)
ratings = st.builds(
    doc.Rating,
    reference=refs("R"),
    scale=st.just("nesta"),
    scale_label=texts,
    level=st.sampled_from(["1", "2"]),
    level_label=texts,
    assessor=texts,
    assessed_on=days,
    rationale=texts,
)
evidence = _with_uri(
    doc.Evidence,
    refs("EV-00"),
    title=texts,
    type=st.just("survey"),
    type_label=st.just("Survey"),
    publisher=texts,
    published_on=maybe() | days,
    key_figure=maybe() | key_figures,
    method=texts,
    ratings=some(ratings),
    files=some(
        st.builds(
            doc.KeptCopy,
            name=texts,
            media_type=st.just("application/pdf"),
            size=st.integers(0, 10**9),
            sha256=st.just("a" * 64),
        )
    ),
)
gaps = _with_uri(
    doc.EvidenceGap,
    refs("G"),
    statement=texts,
    about=st.just("") | refs("N"),
    due_on=maybe() | days,
    closed_on=maybe() | days,
    answer=texts,
)
needs = _with_uri(
    doc.Need,
    refs("N"),
    statement=texts,
    who=texts,
    source_kinds=some(st.sampled_from(["citizen_voice", "statistic"])),
    citations=some(citations),
    places=some(st.builds(doc.PlaceFacts, code=st.just("E08000009"), name=texts)),
    scale_figure=maybe()
    | st.builds(
        doc.ScaleFigure,
        indicator=refs("I"),
        area=st.just("E08000009"),
        area_name=texts,
        period=texts,
        value=maybe() | numbers,
    ),
    confidence=st.sampled_from(["", "strong"]),
    confidence_reason=texts,
    replaces=some(refs("N"), unique=True),
)
outcomes = _with_uri(
    doc.Outcome,
    refs("O"),
    statement=texts,
    theme=st.sampled_from(["social", "economic", "environmental"]),
    needs=some(refs("N"), unique=True),
    indicators=some(refs("I"), unique=True),
    no_measure_yet=maybe() | st.builds(doc.NoMeasureYet, owner=texts, due_on=days),
    horizon=maybe() | st.integers(2026, 2050),
    owner=texts,
    citations=some(citations),
    no_voice=maybe()
    | st.builds(doc.VoiceException, accepted_by=texts, accepted_on=days, reason=texts),
    goals=some(
        st.builds(
            doc.Goal, framework=texts, framework_title=texts, version=texts, code=texts, label=texts
        )
    ),
    replaces=some(refs("O"), unique=True),
    library=maybe()
    | st.builds(doc.FromLibrary, organisation=texts, code=texts, version=st.integers(1, 9)),
)
observations = st.builds(
    doc.Observation,
    area=st.sampled_from(["E08000009", "E92000001"]),
    area_name=st.sampled_from(["Trafford", "England"]),
    period=st.integers(2019, 2026).map(str),
    period_start=maybe() | days,
    period_end=maybe() | days,
    value=maybe() | numbers,
    status=st.sampled_from(["final", "revised", "suppressed"]),
    breakdown=st.sampled_from(["", "sex=Female"]),
    numerator=maybe() | numbers,
)
indicators = _with_uri(
    doc.Indicator,
    refs("I"),
    code=texts,
    title=texts,
    numerator=texts,
    denominator=texts,
    unit=st.just("%"),
    value_type=st.just("percent"),
    decimals=st.integers(0, 6),
    polarity=st.sampled_from(["higher_better", "lower_better", "band", "none"]),
    polarity_label=texts,
    source=texts,
    tolerance=maybe() | numbers,
    baseline=maybe() | st.builds(doc.Baseline, period=texts, value=numbers),
    targets=some(st.builds(doc.TargetPoint, due_on=days, value=numbers, note=texts)),
    observations=some(observations, unique_by=lambda o: (o.area, o.breakdown, o.period)),
    citations=some(citations),
    story=maybe() | st.builds(doc.CurveStory, story=texts, low_cost_idea=texts),
    next_actions=some(
        st.builds(
            doc.CurveAction,
            reference=refs("A"),
            action=texts,
            owner=texts,
            due_on=days,
            done_on=maybe() | days,
        )
    ),
)
portfolios = _with_uri(doc.Portfolio, refs("PF"), title=texts, summary=texts)
contributions = st.builds(
    doc.Contribution,
    outcome=refs("O"),
    strength=st.sampled_from([1, 2, 3]),
    rationale=texts,
    evidence=some(refs("EV-00")),
    citations=some(citations),
)
measures = _with_uri(
    doc.Measure,
    refs("M"),
    title=texts,
    type=st.sampled_from(["how_much", "better_off"]),
    type_label=texts,
    unit=texts,
    target=maybe() | numbers,
    results=some(
        st.builds(
            doc.Result,
            reference=refs("RS"),
            period_start=days,
            period_end=days,
            value=numbers,
            source=texts,
        )
    ),
)
nodes = _with_uri(
    doc.TheoryNode,
    refs("TN"),
    kind=st.sampled_from(["input", "activity", "output", "outcome", "impact"]),
    kind_label=texts,
    label=texts,
    outcome=st.just("") | refs("O"),
)
arrows = _with_uri(
    doc.TheoryArrow,
    refs("TA"),
    source=refs("TN"),
    target=refs("TN"),
    assumption=texts,
    evidence=some(refs("EV-00")),
)
pieces = _with_uri(
    doc.Piece,
    refs("P"),
    portfolio=refs("PF"),
    title=texts,
    state=st.just("live"),
    state_label=st.just("Live"),
    route=st.sampled_from(["", "grant"]),
    contributions=some(contributions, unique_by=lambda c: c.outcome),
    measures=named(measures),
)
responses = st.builds(
    doc.Response,
    decision=st.just("accepted"),
    decision_label=st.just("Accepted"),
    text=texts,
    made_on=days,
)
comments = st.builds(
    doc.Comment,
    reference=refs("CM-"),
    about=refs("O"),
    made_by=texts,
    made_by_kind=texts,
    text=texts,
    made_on=days,
    response=maybe() | responses,
)
documents = st.builds(
    doc.PlanContent,
    as_at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC)),
    plan=st.builds(make.plan, title=texts, summary=texts),
    sections=named(sections),
    evidence=named(evidence),
    evidence_gaps=named(gaps),
    needs=named(needs),
    outcomes=named(outcomes),
    indicators=named(indicators),
    portfolios=named(portfolios),
    pieces=named(pieces),
    theory_nodes=named(nodes),
    theory_arrows=named(arrows),
    stakeholders=some(st.builds(doc.Stakeholder, name=texts, kind=texts, kind_label=texts)),
    comments=named(comments),
)


def theory_in_full() -> dict[str, Any]:
    """A theory of change in which steps of one piece and two others lead to three outcomes."""
    nodes, arrows = told.theory_nodes(), told.theory_arrows()
    for number, outcome in ((5, "O2"), (7, "O3")):
        rooms, reading = nodes[0], nodes[3]
        nodes += (
            rooms.model_copy(update={"reference": f"TN{number}", "piece": ""}),
            reading.model_copy(update={"reference": f"TN{number + 1}", "outcome": outcome}),
        )
        ends = {"source": f"TN{number}", "target": f"TN{number + 1}"}
        arrows += (arrows[0].model_copy(update={"reference": f"TA{number}", **ends}),)
    cited = tuple(arrow.model_copy(update={"evidence": ("EV-001",)}) for arrow in arrows)
    return {"theory_nodes": nodes, "theory_arrows": cited}


def assessed(**facts: Any) -> doc.EqualityAssessment:
    """Signed, of the plan as it stands, with one impact that is lessened."""
    mitigation = doc.EqualityMitigation(
        reference="EM1",
        uri=uri("EM1"),
        action="Open on Saturdays too",
        owner="Head of Adult Social Care",
        due_on=dt.date(2027, 3, 31),
    )
    impact = doc.EqualityImpact(
        reference="EI1",
        group="carers",
        group_label="Carers",
        impact="negative_high",
        impact_label="Negative – high",
        mitigations=(mitigation,),
    )
    values: dict[str, Any] = {
        **{"reference": "EA1", "uri": uri("EA1"), "proposal": "The whole plan"},
        **{"conclusion": "adjust", "conclusion_label": "Adjust", "conclusion_reason": "Hours"},
        **{"signed_as": "Equality lead", "signed_on": dt.date(2026, 4, 1)},
        **{"basis_sha256": "0" * 64, "impacts": (impact,)},
    }
    return doc.EqualityAssessment(**values | facts)


def complete(**facts: Any) -> doc.PlanContent:
    """A draft of one outcome a theme that misses nothing at all."""
    themes: tuple[doc.Theme, ...] = ("social", "economic", "environmental")
    target = make.target(2029, "58")
    values: dict[str, Any] = {
        "as_at": dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC),
        "plan": make.plan(),
        "sections": (
            doc.Section(reference="S1", uri=uri("S1"), kind="vision", title="V", body="We see."),
        ),
        "evidence": (make.source(1, "Census", "Official statistic", "ONS"),),
        "needs": (make.need(1, "Help in time", "Residents", (make.cite(1),), voiced=True),),
        "outcomes": tuple(
            make.outcome(n, f"Outcome {n}", theme, needs=("N1",), indicators=("I1",))
            for n, theme in enumerate(themes, start=1)
        ),
        "indicators": (
            make.indicator(
                "school_readiness", "I1", targets=(target,), owner="Head of Early Years"
            ),
        ),
        "portfolios": (doc.Portfolio(reference="PF1", uri=uri("PF1"), title="Families"),),
        "pieces": (make.piece(1, "PF1", "Family hubs", {"O1": 3, "O2": 1, "O3": 1}),),
        "evidence_gaps": told.gaps(),
        **theory_in_full(),
        "equality_assessments": (assessed(),),
        "comments": (make.comment(1, "O1", "Resident", "Resident", "Why?", "We say why now."),),
    }
    return doc.PlanContent(**values | facts)
