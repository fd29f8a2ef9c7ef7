"""Examples for the OpenAPI file. The plan is illustrative; its figures are published ones
(data/trafford). Made from the types, so an example cannot have a form that answers have not."""

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
)
_need = doc.Need(
    reference="N1",
    uri=f"{PLAN_URI}/N1",
    statement="Children start school with decay in their teeth.",
    who="Children under five and their families",
    scale="One in four five-year-olds",
    source_kinds=("statistic",),
    source_kind_labels=("Official statistic",),
    citations=(doc.Citation(evidence="EV-001", locator="Table 2"),),
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
    evidence=(_evidence,),
    needs=(_need,),
    outcomes=(_outcome,),
    indicators=(_indicator,),
    portfolios=(doc.Portfolio(reference="PF1", uri=f"{PLAN_URI}/PF1", title="Early years"),),
    pieces=(_piece,),
)

EVIDENCE = _evidence.model_dump(mode="json")
NEED = _need.model_dump(mode="json")
OUTCOME = _outcome.model_dump(mode="json")
INDICATOR = _indicator.model_dump(mode="json")
PIECE = _piece.model_dump(mode="json")
CONTENT = _content.model_dump(mode="json")

_API = f"{BASE}/api/v1/plans/trafford/editions"
EDITION: dict[str, Any] = {
    "number": 1,
    "uri": f"{BASE}/plans/trafford/editions/1/",
    "sha256": SHA256,
    "schema_version": doc.SCHEMA_VERSION,
    "published_at": "2026-11-20T09:30:00Z",
    "reason": "First publication",
    "links": {
        "content": f"{_API}/1",
        "page": f"{BASE}/plans/trafford/editions/1/",
        "pdf": f"{BASE}/plans/trafford/editions/1/plan.pdf",
        "outcomes": f"{_API}/1/outcomes",
        "needs": f"{_API}/1/needs",
        "indicators": f"{_API}/1/indicators",
        "pieces": f"{_API}/1/pieces",
        "evidence": f"{_API}/1/evidence",
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
