"""Examples for the OpenAPI file. The plan is illustrative; figures of the population are published
ones (data/trafford). Made from the types: no example has a form that answers have not."""

import datetime as dt
from decimal import Decimal
from typing import Any

from scp.publication import content as doc

BASE = "https://plans.example.org"
PLAN_URI = f"{BASE}/id/trafford"
SHA256 = "3b1f8e0c5a4d97260e8b1d5f7c93a2464fd08c1b7e5a9236d41c0f8b6e2a7d95"
PUBLISHED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
DATA_LAB = (
    "Trafford Data Lab. Contains public sector information licensed under the Open Government "
    "Licence v3.0."
)

PLACE: dict[str, Any] = {
    "code": "E08000009",
    "uri": "http://statistics.data.gov.uk/id/statistical-geography/E08000009",
    "name": "Trafford",
    "levels": ["utla", "ltla"],
    "parents": ["E12000002", "E47000001"],
    "valid_from": None,
    "valid_to": None,
}

_evidence = doc.Evidence(
    reference="EV-001",
    uri=f"{PLAN_URI}/EV-001",
    title="Oral health survey of five-year-old children",
    type="official_statistic",
    type_label="Official statistic",
    publisher="Office for Health Improvement and Disparities",
    published_on=dt.date(2025, 2, 1),
    locator="Table 2",
    licence="Open Government Licence v3.0",
    status_label="Current",
    geography="Upper-tier local authorities in England",
    population="Five-year-olds in state schools",
    period="2023/24",
    key_figure=doc.KeyFigure(
        label="Five-year-olds with visually obvious decay, Trafford",
        value=Decimal("25.1"),
        unit="%",
    ),
    method="Dental examination of a sample of schools.",
    limitations="Children whose parents did not agree were not examined.",
)
_voices = doc.Evidence(
    reference="EV-002",
    uri=f"{PLAN_URI}/EV-002",
    title="What parents told us at the nursery gate",
    type="lived_experience",
    type_label="Citizen / lived experience",
    publisher="Trafford voices panel (illustrative)",
    published_on=dt.date(2026, 3, 1),
    status_label="Current",
    ratings=(
        doc.Rating(
            reference="R1",
            scale="lived_reach",
            scale_label="Lived experience: reach",
            level="limited",
            level_label="Limited",
            assessor="Public health intelligence team",
            assessed_on=dt.date(2026, 6, 1),
            rationale="Two nurseries of forty.",
        ),
    ),
)
_gap = doc.EvidenceGap(
    reference="G1",
    uri=f"{PLAN_URI}/G1",
    statement="Nobody knows how many children have never seen a dentist.",
    about="N1",
    owner="Public health team",
    due_on=dt.date(2027, 6, 30),
)
_need = doc.Need(
    reference="N1",
    uri=f"{PLAN_URI}/N1",
    statement="Children start school with decay in their teeth.",
    who="Children under five and their families",
    scale="One in four five-year-olds",
    source_kinds=("statistic",),
    source_kind_labels=("Official statistic",),
    citations=(
        doc.Citation(evidence="EV-001", locator="Table 2"),
        doc.Citation(evidence="EV-002", relation="contradicts", about="start school"),
    ),
    places=(doc.PlaceFacts(code="E08000009", name="Trafford"),),
    scale_figure=doc.ScaleFigure(
        indicator="I1",
        area="E08000009",
        area_name="Trafford",
        period="2023/24",
        value=Decimal("25.1"),
    ),
    characteristics=("age",),
    characteristic_labels=("Age",),
    confidence="strong",
    confidence_label="Strong",
    confidence_reason="A survey of every school, by examination.",
)
_outcome = doc.Outcome(
    reference="O1",
    uri=f"{PLAN_URI}/O1",
    statement="Children start school healthy",
    theme="social",
    needs=("N1",),
    indicators=("I1",),
    horizon=2029,
    owner="Director of Public Health",
    owner_organisation="Trafford Council",
    goals=(
        doc.Goal(
            framework="un-sdg",
            framework_title="UN Sustainable Development Goals",
            version="2015",
            code="3",
            label="Good health and well-being",
        ),
    ),
)
_observation = doc.Observation(
    area="E08000009",
    area_name="Trafford",
    period="2023/24",
    period_start=dt.date(2023, 9, 1),
    period_end=dt.date(2024, 8, 31),
    value=Decimal("25.1"),
    comparison="similar",
)
_indicator = doc.Indicator(
    reference="I1",
    uri=f"{PLAN_URI}/I1",
    code="trafford:children_dental_decay",
    title="Percentage of 5 year olds with experience of visually obvious dental decay",
    numerator="Children examined who had visually obvious decay",
    denominator="Children examined",
    unit="%",
    value_type="percent",
    decimals=1,
    polarity="lower_better",
    polarity_label="Lower is better",
    source="Oral health survey of five-year-old children, OHID",
    licence="Open Government Licence v3.0",
    targets=(doc.TargetPoint(due_on=dt.date(2029, 3, 31), value=Decimal("20")),),
    observations=(_observation,),
    owner="Director of Public Health",
    citations=(doc.Citation(evidence="EV-001", about="2023/24"),),
    story=doc.CurveStory(
        story="Fewer families register with a dentist before a child is two.",
        low_cost_idea="A toothbrush with every library card.",
    ),
    next_actions=(
        doc.CurveAction(
            reference="A1",
            action="Ask every dentist who still takes children",
            owner="Public health team",
            due_on=dt.date(2027, 1, 31),
        ),
    ),
)
_piece = doc.Piece(
    reference="P1",
    uri=f"{PLAN_URI}/P1",
    portfolio="PF1",
    title="Supervised toothbrushing in nurseries",
    state="live",
    state_label="Live",
    route="grant",
    route_label="Grant",
    contributions=(
        doc.Contribution(
            outcome="O1", strength=3, rationale="It reaches every child.", evidence=("EV-001",)
        ),
    ),
    measures=(
        doc.Measure(
            reference="M1",
            uri=f"{PLAN_URI}/M1",
            title="Children who brush every day in nursery",
            type="better_off",
            type_label="Is anyone better off?",
            unit="%",
            counted_of="Children in the nurseries that take part",
            target=Decimal("90"),
            results=(
                doc.Result(
                    reference="RS1",
                    period_start=dt.date(2026, 4, 1),
                    period_end=dt.date(2026, 6, 30),
                    value=Decimal("61.5"),
                    source="Nurseries’ termly return",
                ),
            ),
        ),
    ),
)
_theory = doc.Theory(
    nodes=(
        doc.TheoryNode(
            reference="TN1",
            uri=f"{PLAN_URI}/TN1",
            kind="activity",
            kind_label="Activity",
            label="Brushing after breakfast",
            piece="P1",
        ),
        doc.TheoryNode(
            reference="TN2",
            uri=f"{PLAN_URI}/TN2",
            kind="outcome",
            kind_label="Outcome",
            label="Children start school healthy",
            outcome="O1",
        ),
    ),
    arrows=(
        doc.TheoryArrow(
            reference="TA1",
            uri=f"{PLAN_URI}/TA1",
            source="TN1",
            target="TN2",
            assumption="What is done in nursery goes on at home.",
            mechanism="Fluoride twice a day slows decay.",
            evidence=("EV-001",),
        ),
    ),
)
_plan = doc.PlanFacts(
    slug="trafford",
    uri=PLAN_URI,
    title="Strategic commissioning plan for Trafford",
    summary="",
    lead_organisation=doc.OrganisationFacts(
        name="Trafford Council",
        kind="council",
        kind_label="Council (same area)",
        identifiers=(doc.Identifier(scheme="GB-LAE", value="TRF"),),
    ),
    places=(doc.PlaceFacts(code="E08000009", name="Trafford"),),
    period_start=dt.date(2026, 4, 1),
    period_end=dt.date(2029, 3, 31),
    illustrative_notice="Illustrative, and not the council's.",
)
_content = doc.PlanContent(
    as_at=PUBLISHED,
    attribution=(DATA_LAB,),
    plan=_plan,
    edition=doc.EditionFacts(
        number=1,
        uri=f"{BASE}/plans/trafford/editions/1/",
        published_at=PUBLISHED,
        reason="First publication",
    ),
    evidence=(_evidence, _voices),
    evidence_gaps=(_gap,),
    needs=(_need,),
    outcomes=(_outcome,),
    indicators=(_indicator,),
    portfolios=(doc.Portfolio(reference="PF1", uri=f"{PLAN_URI}/PF1", title="Early years"),),
    pieces=(_piece,),
    theory_nodes=_theory.nodes,
    theory_arrows=_theory.arrows,
)

EVIDENCE = _evidence.model_dump(mode="json")
EVIDENCE_GAP = _gap.model_dump(mode="json")
NEED = _need.model_dump(mode="json")
OUTCOME = _outcome.model_dump(mode="json")
INDICATOR = _indicator.model_dump(mode="json")
PIECE = _piece.model_dump(mode="json")
THEORY = _theory.model_dump(mode="json")
CONTENT = _content.model_dump(mode="json")

JUDGED: dict[str, Any] = {
    "reference": "I1",
    "places": [
        {
            "place": "E08000009",
            "period": "2023/24",
            "value": "25.1",
            "comparator": "",
            "against_target": {
                "code": "grey",
                "label": "Not judged",
                "reason": "It has no baseline, so it is not judged.",
            },
            "direction_of_travel": {
                "code": "cannot_say",
                "label": "Cannot be calculated",
                "reason": "Only one value is published.",
            },
            "against_comparator": {
                "code": "not_compared",
                "label": "Not compared",
                "reason": "No value of a comparator is published for 2023/24.",
            },
        }
    ],
}
_API = f"{BASE}/api/v1/plans/trafford/editions"
EDITION: dict[str, Any] = {
    "number": 1,
    "kind": "consultation_draft",
    "kind_label": "Consultation draft",
    "label": "0.1",
    "uri": f"{BASE}/plans/trafford/editions/1/",
    "sha256": SHA256,
    "schema_version": doc.SCHEMA_VERSION,
    "published_at": "2026-11-20T09:30:00Z",
    "reason": "First publication",
    "change_note": "",
    "withdrawn": None,
    "links": {
        "content": f"{_API}/1",
        "page": f"{BASE}/plans/trafford/editions/1/",
        "pdf": f"{BASE}/plans/trafford/editions/1/plan.pdf",
        "xlsx": f"{BASE}/plans/trafford/editions/1/plan.xlsx",
        "csv": f"{BASE}/plans/trafford/editions/1/tables.zip",
        "outcomes": f"{_API}/1/outcomes",
        "needs": f"{_API}/1/needs",
        "indicators": f"{_API}/1/indicators",
        "pieces": f"{_API}/1/pieces",
        "evidence": f"{_API}/1/evidence",
        "evidence_gaps": f"{_API}/1/evidence-gaps",
        "theory": f"{_API}/1/theory",
        "judgements": f"{_API}/1/judgements",
    },
}
PLAN: dict[str, Any] = {
    **_plan.model_dump(mode="json"),
    "licence": _content.licence,
    "attribution": [DATA_LAB],
    "editions": _API,
    "latest_edition": EDITION,
}
FROM_EDITION: dict[str, Any] = {
    "licence": _content.licence,
    "attribution": [DATA_LAB],
    "edition": {"plan": "trafford", "number": 1, "sha256": SHA256},
}
