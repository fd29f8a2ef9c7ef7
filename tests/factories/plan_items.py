"""What an illustrative Trafford plan holds: evidence, needs, outcomes, pieces, comments.

Written for tests; nothing here is the council's own plan. Every figure is of data/trafford.
"""

import datetime as dt
from typing import Any, Literal

from scp.publication.content import (
    Citation,
    Comment,
    Contribution,
    Evidence,
    Indicator,
    MethodBreak,
    Need,
    NoMeasureYet,
    Outcome,
    Piece,
    Portfolio,
    Response,
    Section,
    Theme,
)
from tests.factories.figures import indicator, target, uri


def source(number: int, title: str, type_: str, publisher: str, **facts: Any) -> Evidence:
    reference = f"EV-{number:03}"
    values: dict[str, Any] = {"published_on": dt.date(2026, 5, 13), "licence": "OGL v3.0"}
    return Evidence(
        reference=reference,
        uri=uri(reference),
        title=title,
        type=type_.lower().replace(" ", "_"),
        type_label=type_,
        publisher=publisher,
        **(values | facts),
    )


def evidence() -> tuple[Evidence, ...]:
    lab = "Trafford Data Lab"
    return (
        source(
            1,
            "School readiness at the end of Reception",
            "Official statistic",
            lab,
            url="https://www.trafforddatalab.io",
            locator="Children theme, table 4",
        ),
        source(
            2,
            "Slope index of inequality in life expectancy",
            "Official statistic",
            "Office for Health Improvement and Disparities",
            locator="Indicator 92901",
        ),
        source(3, "Depression: QOF prevalence", "Official statistic", "NHS England"),
        source(
            4,
            "House price to workplace-based earnings ratio",
            "Official statistic",
            "Office for National Statistics",
        ),
        source(
            5,
            "Conversations in four libraries",
            "Citizen / lived experience",
            "Trafford voices panel (illustrative)",
            published_on=None,
            licence="",
        ),
        source(
            6,
            "Territorial greenhouse gas emissions",
            "Official statistic",
            "Department for Energy Security and Net Zero",
        ),
    )


def need(
    number: int, statement: str, who: str, cites: tuple[Citation, ...], *, voiced: bool = False
) -> Need:
    kinds = ("citizen_voice", "statistic") if voiced else ("statistic",)
    labels = (
        ("Citizen or lived experience", "Official statistic") if voiced else ("Official statistic",)
    )
    return Need(
        reference=f"N{number}",
        uri=uri(f"N{number}"),
        statement=statement,
        who=who,
        scale="Borough-wide, with the widest gaps in the north and west",
        source_kinds=kinds,
        source_kind_labels=labels,
        citations=cites,
    )


def cite(
    number: int, relation: Literal["supports", "contradicts", "gap"] = "supports", locator: str = ""
) -> Citation:
    return Citation(evidence=f"EV-{number:03}", relation=relation, locator=locator)


def needs() -> tuple[Need, ...]:
    return (
        need(
            1,
            "Children on free school meals start school well behind the rest of their class.",
            "Children in Reception who receive free school meals",
            (cite(1, locator="2024/25"), cite(5)),
            voiced=True,
        ),
        need(
            2,
            "Men in the least well-off streets die years earlier than men in the best-off.",
            "Men in the most deprived neighbourhoods",
            (cite(2),),
        ),
        need(
            3,
            "People living with low mood wait too long before anyone helps.",
            "Adults with depression or anxiety",
            (cite(3), cite(5)),
            voiced=True,
        ),
        need(
            4,
            "A home here costs more than people who work here can pay.",
            "Workers on median earnings and below",
            (cite(4), cite(5, "contradicts", "Partington group")),
        ),
        need(
            5,
            "Homes and journeys still put out more carbon than the borough’s budget allows.",
            "Everyone in the borough",
            (cite(6),),
        ),
    )


def indicators() -> tuple[Indicator, ...]:
    return (
        indicator(
            "school_readiness",
            "I1",
            title="free school meal",
            targets=(target(2027, "53"), target(2029, "58")),
        ),
        indicator(
            "active_children",
            "I2",
            method_breaks=(
                MethodBreak(
                    on=dt.date(2020, 4, 1), note="Schools were closed for part of the year"
                ),
            ),
        ),
        indicator("inequality_life_expectancy", "I3"),
        indicator("adults_depression", "I4"),
        indicator("housing_affordability", "I5", title="workplace", targets=(target(2030, "9.0"),)),
        indicator("universal_credit", "I6", title="proportion", value_type="percent"),
        indicator("borough_wide_co2_emissions", "I7", targets=(target(2030, "900"),)),
    )


def outcome(number: int, statement: str, theme: Theme, **facts: Any) -> Outcome:
    reference = f"O{number}"
    return Outcome(
        reference=reference, uri=uri(reference), statement=statement, theme=theme, **facts
    )


def outcomes() -> tuple[Outcome, ...]:
    return (
        outcome(
            1,
            "Every child starts school ready to learn",
            "social",
            summary="By age five, children from every street have the words, the health and the "
            "confidence that learning asks for.",
            needs=("N1",),
            indicators=("I1", "I2"),
        ),
        outcome(
            2,
            "People live long, healthy lives, wherever in the borough they live",
            "social",
            needs=("N2", "N3"),
            indicators=("I3", "I4"),
        ),
        outcome(
            3,
            "People who work here can afford to live here",
            "economic",
            needs=("N4",),
            indicators=("I5", "I6"),
        ),
        outcome(
            4,
            "Homes and journeys are within the borough’s carbon budget",
            "environmental",
            needs=("N5",),
            indicators=("I7",),
        ),
        outcome(
            5,
            "Everyone takes part in culture, sport and heritage",
            "social",
            needs=("N3",),
            no_measure_yet=NoMeasureYet(owner="Head of Culture", due_on=dt.date(2027, 3, 31)),
        ),
    )


def portfolios() -> tuple[Portfolio, ...]:
    titles = ("Early years and families", "Health and independence", "Homes, work and climate")
    return tuple(
        Portfolio(reference=f"PF{n}", uri=uri(f"PF{n}"), title=title)
        for n, title in enumerate(titles, start=1)
    )


def piece(
    number: int,
    portfolio: str,
    title: str,
    contributes: dict[str, Literal[1, 2, 3]],
    state: str = "Live",
) -> Piece:
    return Piece(
        reference=f"P{number}",
        uri=uri(f"P{number}"),
        portfolio=portfolio,
        title=title,
        summary=f"{title}: scope, partners and money are set out in the portfolio’s own papers.",
        state=state.lower().replace(" ", "_"),
        state_label=state,
        contributions=tuple(
            Contribution(
                outcome=ref,
                strength=strength,
                rationale="Reaches the people that the need names, where they already go.",
                evidence=("EV-005",),
            )
            for ref, strength in contributes.items()
        ),
    )


def pieces() -> tuple[Piece, ...]:
    return (
        piece(1, "PF1", "Family hubs in every neighbourhood", {"O1": 3, "O2": 2}),
        piece(2, "PF1", "Speech and language support in nurseries", {"O1": 3}, "Tendering"),
        piece(3, "PF1", "Holiday activities and food", {"O1": 1, "O2": 1, "O5": 2}),
        piece(4, "PF2", "Talking therapies closer to home", {"O2": 3}, "Market engagement"),
        piece(5, "PF2", "Health checks at work and at the match", {"O2": 2, "O3": 1, "O5": 1}),
        piece(6, "PF2", "Extra care housing", {"O2": 2, "O3": 2}, "Pipeline"),
        piece(7, "PF3", "Social rent homes on public land", {"O3": 3, "O4": 1}, "Pipeline"),
        piece(8, "PF3", "Retrofit of council and trust homes", {"O2": 1, "O3": 2, "O4": 3}),
        piece(9, "PF3", "Walking and cycling routes to stations", {"O2": 2, "O4": 2}, "Live"),
        piece(10, "PF3", "Skills passport with local employers", {}, "Idea"),
    )


def comment(number: int, about: str, made_by: str, kind: str, text: str, did: str = "") -> Comment:
    response = Response(
        decision="accepted", decision_label="Accepted", text=did, made_on=dt.date(2026, 10, 30)
    )
    return Comment(
        reference=f"C{number}",
        about=about,
        made_by=made_by,
        made_by_kind=kind,
        text=text,
        made_on=dt.date(2026, 9, 1) + dt.timedelta(days=number % 28),
        response=response if did else None,
    )


def comments() -> tuple[Comment, ...]:
    return (
        comment(1, "O1", "Resident", "Resident", "Please say which nurseries are in this year."),
        comment(
            2,
            "O1",
            "Trafford Parents Forum (illustrative)",
            "Community group",
            "Children with additional needs are missing from the statement.",
            "The statement now says every child, and N1 names the children furthest behind.",
        ),
        comment(
            3,
            "O3",
            "Altrincham Chamber (illustrative)",
            "Business group",
            "Small firms cannot find staff who can afford to live near them.",
            "Added as evidence to N4.",
        ),
        comment(4, "N2", "Resident", "Resident", "What about women in the same streets?"),
        comment(5, "N6", "Resident", "Resident", "Old boilers are the worst of it."),
    )


VISION = """\
In ten years a child born in **any** part of Trafford has the same chance of a long, healthy and
*interesting* life. The council cannot do this alone.

- We decide with the people affected.
- We spend together where one pound does more than one job.
- We say plainly what we do not know yet.
"""
CONTEXT = """\
### Steps so far

Needs were gathered from published figures and from conversations. Each is numbered, with its
sources, so that anyone can check them.

| Step | When | Who |
|---|---|---|
| Evidence gathered | Spring 2026 | Commissioners and the public health team |
| Needs agreed | Summer 2026 | Residents, partners |
| Outcomes proposed | September 2026 | All stakeholders |
"""


def sections() -> tuple[Section, ...]:
    texts = (("vision", "Vision", VISION), ("context", "How this plan was made", CONTEXT))
    return tuple(
        Section(reference=f"S{n}", uri=uri(f"S{n}"), kind=kind, title=title, body=body)
        for n, (kind, title, body) in enumerate(texts, start=1)
    )
