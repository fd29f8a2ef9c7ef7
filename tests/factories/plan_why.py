"""What the illustrative Trafford plan says of itself beyond the bare items of plan_items: where its
evidence is weak, what nobody knows, who answers for what, which steps lead to which outcome.

Written for tests; nothing here is the council's own. The values of 2024/25 are of data/trafford;
intervals, parts of the population and what pieces come to are made up.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal, TypeVar

from scp.publication.content import (
    Citation,
    Contribution,
    CurveAction,
    CurveStory,
    EvidenceGap,
    FromLibrary,
    Goal,
    Indicator,
    KeptCopy,
    KeyFigure,
    Measure,
    Observation,
    Piece,
    Rating,
    Result,
    ScaleFigure,
    TheoryArrow,
    TheoryNode,
    VoiceException,
)
from tests.factories.figures import TRAFFORD, uri

Item = TypeVar("Item", bound=Any)
SDG = "UN Sustainable Development Goals"


def with_facts(items: tuple[Item, ...], facts: dict[str, dict[str, Any]]) -> tuple[Item, ...]:
    """The items, those that are named with these facts besides."""
    return tuple(item.model_copy(update=facts.get(item.reference, {})) for item in items)


def rating(number: int, scale: tuple[str, str], level: tuple[str, str], why: str) -> Rating:
    return Rating(
        reference=f"R{number}",
        scale=scale[0],
        scale_label=scale[1],
        level=level[0],
        level_label=level[1],
        assessor="Public health intelligence team",
        assessed_on=dt.date(2026, 6, 1),
        rationale=why,
    )


EVIDENCE: dict[str, dict[str, Any]] = {
    "EV-001": {
        "geography": "Trafford and England",
        "population": "Children in Reception who receive free school meals",
        "period": "2024/25",
        "key_figure": KeyFigure(
            label="At a good level of development",
            value=Decimal("48.6"),
            lower_ci=Decimal("45.2"),
            upper_ci=Decimal("52.0"),
            unit="%",
        ),
        "method": "Teachers assess every child at the end of Reception.",
        "limitations": "Small numbers in each ward; the profile was changed in 2021.",
        "files": (
            KeptCopy(
                name="early-years-profile.pdf",
                media_type="application/pdf",
                size=245_760,
                sha256="c0" * 32,
            ),
        ),
    },
    "EV-005": {
        "population": "31 residents who came by",
        "limitations": "Nobody from the south of the borough took part.",
        "ratings": (
            rating(
                1,
                ("lived_reach", "Lived experience: reach"),
                ("limited", "Limited"),
                "Four sessions, one part of the borough.",
            ),
            rating(
                2,
                ("lived_consent", "Lived experience: consent to use"),
                ("summary", "Agreed to be used in summary"),
                "Asked at each session.",
            ),
        ),
    },
    "EV-006": {"status": "superseded", "status_label": "Superseded by a later edition"},
}

NEEDS: dict[str, dict[str, Any]] = {
    "N1": {
        "places": (TRAFFORD,),
        "locality": "Partington and Sale West",
        "characteristics": ("age",),
        "characteristic_labels": ("Age",),
        "scale_figure": ScaleFigure(
            indicator="I1",
            area=TRAFFORD.code,
            area_name=TRAFFORD.name,
            period="2024/25",
            value=Decimal("48.6"),
        ),
        "confidence": "strong",
        "confidence_label": "Strong",
        "confidence_reason": "Every child is assessed.",
        "owner": "Director of Children’s Services",
    },
    "N5": {"replaces": ("N6",)},
}

OUTCOMES: dict[str, dict[str, Any]] = {
    "O1": {
        "horizon": 2030,
        "owner": "Director of Children’s Services",
        "owner_organisation": "Trafford Council",
        "goals": (
            Goal(
                framework="un-sdg",
                framework_title=SDG,
                version="2015",
                code="4",
                label="Quality education",
            ),
        ),
    },
    "O2": {
        "other_themes": ("economic",),
        "citations": (
            Citation(evidence="EV-002", locator="Figure 3"),
            Citation(
                evidence="EV-005",
                relation="contradicts",
                locator="Session 2",
                about="wherever in the borough they live",
            ),
        ),
    },
    "O3": {"library": FromLibrary(organisation="Trafford Council", code="homes", version=2)},
    "O4": {
        "no_voice": VoiceException(
            accepted_by="Ada Green, Director of Place",
            accepted_on=dt.date(2026, 9, 1),
            reason="Residents are asked about homes in the spring.",
        )
    },
}


def _part(breakdown: str, value: str | None) -> Observation:
    return Observation(
        area=TRAFFORD.code,
        area_name=TRAFFORD.name,
        period="2024/25",
        period_start=dt.date(2024, 4, 1),
        period_end=dt.date(2025, 3, 31),
        value=None if value is None else Decimal(value),
        status="final" if value else "suppressed",
        breakdown=breakdown,
    )


def indicators(bare: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
    first, second, third, low_spirits, *others = bare
    told = first.model_copy(
        update={
            "owner": "Head of Early Years",
            "suppress_below": 5,
            "observations": (
                *first.observations,
                _part("sex=Female", "52.1"),
                _part("sex=Male", "41.3"),
            ),
            "citations": (Citation(evidence="EV-001", about="2024/25"),),
            "story": CurveStory(
                story="Fewer two-year-olds take up their free place than before 2020.",
                partners="Nurseries, health visitors, libraries",
                what_works="Asking every family at the two-year check.",
                low_cost_idea="A card in every library book bag.",
            ),
            "next_actions": (
                CurveAction(
                    reference="A1",
                    action="Ring every family that has not taken up its place",
                    owner="Family hubs manager",
                    due_on=dt.date(2027, 1, 31),
                ),
                CurveAction(
                    reference="A2",
                    action="Print the cards",
                    owner="Head of Libraries",
                    due_on=dt.date(2026, 10, 1),
                    done_on=dt.date(2026, 9, 20),
                ),
            ),
        }
    )
    turned = low_spirits.model_copy(
        update={
            "story": CurveStory(
                story="More people are asked, and more of those who are asked are unwell.",
                partners="General practices, libraries, walking groups",
                what_works="Being asked what matters, not what is the matter.",
            )
        }
    )
    return (told, second, third, turned, *others)


def gaps() -> tuple[EvidenceGap, ...]:
    return (
        EvidenceGap(
            reference="G1",
            uri=uri("G1"),
            statement="Nobody knows how long people wait before they first ask for help.",
            about="N3",
            owner="Public health team",
            due_on=dt.date(2027, 6, 30),
        ),
        EvidenceGap(
            reference="G2",
            uri=uri("G2"),
            statement="How many homes stand empty by ward.",
            closed_on=dt.date(2026, 8, 1),
            answer="Council tax records give 1,012 in all; no ward has more than 90.",
        ),
    )


def pieces(bare: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The first piece has measures, and something that speaks against what it claims."""
    first, second, third, low_spirits, *others = bare
    claim = first.contributions[0]
    contested = Contribution(
        outcome=claim.outcome,
        strength=claim.strength,
        rationale=claim.rationale,
        evidence=claim.evidence,
        citations=(
            Citation(evidence="EV-001", relation="contradicts", locator="Table 4"),
            Citation(evidence="EV-005", locator="Session 1"),
        ),
    )
    told = first.model_copy(
        update={
            "contributions": (contested, *first.contributions[1:]),
            "measures": (_visits(), _readier()),
        }
    )
    turned = low_spirits.model_copy(
        update={
            "story": CurveStory(
                story="More people are asked, and more of those who are asked are unwell.",
                partners="General practices, libraries, walking groups",
                what_works="Being asked what matters, not what is the matter.",
            )
        }
    )
    return (told, second, third, turned, *others)


def _visits() -> Measure:
    return Measure(
        reference="M1",
        uri=uri("M1"),
        title="Families who come to a hub",
        type="how_much",
        type_label="How much did we do?",
        unit="families",
    )


def _readier() -> Measure:
    return Measure(
        reference="M2",
        uri=uri("M2"),
        title="Children whose talking is on track after six months",
        type="better_off",
        type_label="Is anyone better off?",
        unit="%",
        counted_of="Children who came at least six times",
        target=Decimal("70"),
        owner="Family hubs manager",
        results=(
            Result(
                reference="RS1",
                period_start=dt.date(2026, 4, 1),
                period_end=dt.date(2026, 9, 30),
                value=Decimal("61.5"),
                source="Hub records",
            ),
        ),
    )


Kind = Literal["input", "activity", "output", "outcome", "impact"]


def _node(number: int, kind: Kind, label: str, **facts: Any) -> TheoryNode:
    reference = f"TN{number}"
    return TheoryNode(
        reference=reference,
        uri=uri(reference),
        kind=kind,
        kind_label=kind.capitalize(),
        label=label,
        **facts,
    )


def theory_nodes() -> tuple[TheoryNode, ...]:
    return (
        _node(1, "input", "Buildings that stand half empty", piece="P1"),
        _node(2, "activity", "Play and talk sessions every weekday", piece="P1"),
        _node(3, "output", "Families who come six times", piece="P1"),
        _node(4, "outcome", "Every child starts school ready to learn", outcome="O1"),
    )


def theory_arrows() -> tuple[TheoryArrow, ...]:
    steps = (
        (1, 2, "The rooms can be had on weekdays.", ()),
        (2, 3, "Families who come once come again.", ("EV-005",)),
        (3, 4, "What children hear in the sessions goes on at home.", ("EV-001",)),
    )
    return tuple(
        TheoryArrow(
            reference=f"TA{number}",
            uri=uri(f"TA{number}"),
            source=f"TN{source}",
            target=f"TN{target}",
            assumption=assumption,
            evidence=evidence,
        )
        for number, (source, target, assumption, evidence) in enumerate(steps, start=1)
    )
