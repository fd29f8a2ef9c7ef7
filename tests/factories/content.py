"""PlanContent for tests, without a database: an illustrative Trafford plan on the real figures.

`small()` is a plan as a reader would meet it, `decided(…)` one that was decided on; `large(…)` one
of any size; `indicator(…)` one row of data/trafford with its published series. Nothing here is the
council's own plan.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any, Literal

from scp.publication.content import (
    CallInStep,
    Change,
    Decision,
    EditionFacts,
    OrganisationFacts,
    PlanContent,
    PlanFacts,
    SignOff,
    Stakeholder,
    Theme,
)
from tests.factories import plan_why as told
from tests.factories.figures import BASE, ENGLAND, TRAFFORD, indicator, target
from tests.factories.plan_items import (
    cite,
    comment,
    comments,
    evidence,
    indicators,
    need,
    needs,
    outcome,
    outcomes,
    piece,
    pieces,
    portfolios,
    sections,
    source,
)

__all__ = [
    "ENGLAND",
    "TRAFFORD",
    "cite",
    "comment",
    "decided",
    "edition",
    "indicator",
    "large",
    "need",
    "outcome",
    "piece",
    "plan",
    "small",
    "source",
    "target",
]

NOTICE = "Illustrative plan, made for demonstration. It is not Trafford Council’s plan."
PUBLISHED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
SPREAD: tuple[tuple[int, Literal[1, 2, 3]], ...] = ((0, 3), (1, 2), (4, 1))


def plan(**facts: Any) -> PlanFacts:
    values: dict[str, Any] = {
        "slug": "trafford",
        "uri": BASE,
        "title": "A better borough for everyone: strategic commissioning plan for Trafford",
        "summary": "What residents, partners and the council want to be true in Trafford, the "
        "needs that underwrite it, and how services fit together to reach it.",
        "lead_organisation": OrganisationFacts(
            name="Trafford Council", kind="council", kind_label="Council"
        ),
        "places": (TRAFFORD,),
        "period_start": dt.date(2026, 4, 1),
        "period_end": dt.date(2036, 3, 31),
        "illustrative_notice": NOTICE,
    }
    return PlanFacts(**(values | facts))


def edition(number: int = 1, changes: tuple[Change, ...] = ()) -> EditionFacts:
    first = number == 1
    return EditionFacts(
        number=number,
        kind="consultation_draft",
        kind_label="Consultation draft",
        label=f"0.{number}",
        uri=f"{BASE}/editions/{number}",
        published_at=PUBLISHED,
        reason="First edition for the autumn cabinet" if first else "Comments taken up",
        previous_number=None if first else number - 1,
        previous_label="" if first else f"0.{number - 1}",
        previous_sha256="" if first else "0" * 64,
        changes=changes,
    )


def small(**facts: Any) -> PlanContent:
    """A whole plan of five outcomes and ten pieces, as its first edition."""
    values: dict[str, Any] = {
        "as_at": PUBLISHED,
        "attribution": (
            "Trafford Data Lab (traffordDataLab/trafford_themes). Contains public sector "
            "information licensed under the Open Government Licence v3.0.",
        ),
        "plan": plan(),
        "edition": edition(),
        "sections": sections(),
        "evidence": told.with_facts(evidence(), told.EVIDENCE),
        "evidence_gaps": told.gaps(),
        "needs": told.with_facts(needs(), told.NEEDS),
        "outcomes": told.with_facts(outcomes(), told.OUTCOMES),
        "indicators": told.indicators(indicators()),
        "portfolios": portfolios(),
        "pieces": told.pieces(pieces()),
        "theory_nodes": told.theory_nodes(),
        "theory_arrows": told.theory_arrows(),
        "stakeholders": (
            Stakeholder(
                name="Altrincham Chamber (illustrative)", kind="business", kind_label="Business"
            ),
            Stakeholder(
                name="Trafford Parents Forum (illustrative)",
                kind="community",
                kind_label="Community group",
            ),
        ),
        "comments": comments(),
    }
    return PlanContent(**(values | facts))


def decided(content: PlanContent) -> PlanContent:
    """The same with a decision that was taken on it, one to come that is exempt, and sign-offs."""
    body = {
        **{"decision_route": "cabinet", "decision_route_label": "Cabinet / executive"},
        "decision_maker": "Cabinet",
    }
    taken = Decision.model_validate(
        {
            **body,
            **{"reference": "D1", "uri": f"{content.plan.uri}/D1", "title": "To adopt the plan"},
            **{"is_key": True, "notice_on": dt.date(2026, 9, 1), "notice_route": "notice"},
            **{"notice_route_label": "Notice in full time", "of_this_version": True},
            **{"decided_on": dt.date(2026, 10, 12), "result": "approved"},
            **{"result_label": "Approved", "decided": "To adopt the plan."},
            **{"reasons": "People were asked, and answered.", "interests": "None"},
            "options_rejected": ("Do nothing: needs would grow",),
            "consultation_considered": "Each comment was answered.",
            "equality_implications": "See the assessment.",
            "finance_implications": "Within the budget.",
            "legal_implications": "None",
            "documents": ("The consultation report",),
            **{"call_in": "applies", "call_in_label": "Can be called in"},
            "call_in_until": dt.date(2026, 10, 19),
            "call_in_steps": (
                CallInStep(
                    act="called_in",
                    act_label="Called in",
                    on_behalf_of="Scrutiny committee",
                    reasons="Two wards",
                    made_on=dt.date(2026, 10, 14),
                ),
            ),
        }
    )
    to_come = Decision.model_validate(
        {
            **body,
            **{"reference": "D2", "uri": f"{content.plan.uri}/D2", "title": "To buy a home"},
            **{"due_on": dt.date(2027, 1, 11), "exempt_paragraph": 3},
            "exempt_label": "3: financial or business affairs of a person",
        }
    )
    signed = SignOff(
        kind="finance",
        kind_label="Finance (section 151 officer)",
        post="Director of Finance",
        words="Affordable",
        conditions="Review it yearly",
        signed_on=dt.date(2026, 10, 1),
        of_this_version=True,
    )
    return content.model_copy(update={"decisions": (taken, to_come), "sign_offs": (signed,)})


def large(outcomes: int, pieces: int, comments: int) -> PlanContent:
    """A plan of any size, for measurements. Every outcome has a need, every third an indicator."""
    theme: Iterator[Theme] = itertools.cycle(("social", "economic", "environmental"))
    return small(
        needs=tuple(
            need(
                n, f"Need {n}: too few people reach help in time.", "Residents", (cite(1 + n % 6),)
            )
            for n in range(1, outcomes + 1)
        ),
        outcomes=tuple(
            outcome(
                n,
                f"Outcome {n}: life is better for the people of ward {n}",
                next(theme),
                needs=(f"N{n}",),
                indicators=(f"I{1 + n % 7}",) if n % 3 == 0 else (),
            )
            for n in range(1, outcomes + 1)
        ),
        pieces=tuple(
            piece(
                n,
                f"PF{1 + n % 3}",
                f"Piece {n} of the jigsaw",
                {f"O{1 + (n + step) % outcomes}": strength for step, strength in SPREAD},
            )
            for n in range(1, pieces + 1)
        ),
        comments=tuple(
            comment(
                n,
                f"O{1 + n % outcomes}",
                "Resident",
                "Resident",
                f"Comment {n}: please think about how people get there.",
                "The route is in the next edition." if n % 2 else "",
            )
            for n in range(1, comments + 1)
        ),
    )
