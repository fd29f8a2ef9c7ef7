"""What makes the demonstration's thread whole: ratings, gaps, citations, curves, measures and the
theory of change, from why.toml, how.toml and theory.toml; and how it is decided on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outcomes.actions import curves, gaps, library, ratings
from procurement.actions import citations, measures, results, theory
from scp.plans.actions import decisions
from scp.publication.actions import governance
from scp.publication.assembly import assemble
from scp.publication.content import version_of

if TYPE_CHECKING:
    from demo.plan import Loader

Entry = Mapping[str, Any]


def rate(loader: "Loader", why: Entry) -> None:
    """What the cast judges sources to be, each on the scale that fits."""
    for entry in why["ratings"]:
        values = {**why["rater"], **entry}
        source = loader.items[values.pop("evidence")]
        ratings.give(evidence=source, by=loader.commissioner, **values)


def admit(loader: "Loader", why: Entry) -> None:
    """What is not known, about a need, an outcome or the whole plan."""
    for entry in why["gaps"]:
        values = dict(entry)
        for about in ("need", "outcome"):
            if about in values:
                values[about] = loader.items[values[about]]
        gaps.record(plan=loader.plan, by=loader.lead, **values)


def cite(loader: "Loader", why: Entry) -> None:
    """What outcomes and indicators cite, for and against them."""
    for entry in why["citations"]:
        values = dict(entry)
        claim = values.pop("claim")
        citations.cite(
            claim=loader.items[claim] if claim in loader.items else loader.indicator(claim),
            evidence=loader.items[values.pop("evidence")],
            by=loader.commissioner,
            **values,
        )


def lend(loader: "Loader", why: Entry) -> None:
    """What the council offers to other plans in its library."""
    for entry in why["lent"]:
        item = loader.items.get(entry["item"]) or loader.indicator(entry["item"])
        library.publish(item=item, note=entry["note"], by=loader.lead)


def turn_curves(loader: "Loader", why: Entry) -> None:
    """The story behind an indicator's numbers, and the next actions."""
    for entry in why["curves"]:
        values = loader.figures.resolve(dict(entry))
        indicator = loader.indicator(values.pop("indicator"))
        steps = values.pop("steps")
        curves.tell(indicator=indicator, by=loader.commissioner, **values)
        for step in steps:
            curves.plan_step(indicator=indicator, by=loader.commissioner, **step)


def govern(loader: "Loader", said: Entry) -> None:
    """What is to be decided on the plan, and who has signed the version that is loaded."""
    for entry in said["decisions"]:
        decisions.prepare(plan=loader.plan, by=loader.lead, **entry)
    version = version_of(assemble(loader.plan))
    for entry in said["sign_offs"]:
        values = dict(entry)
        by = loader.people[values.pop("person")]
        governance.sign_off(plan=loader.plan, seen_version=version, by=by, **values)


def measure(loader: "Loader", how: Entry) -> None:
    """The measures of pieces that are at work, and their invented results."""
    for entry in how["measures"]:
        values = dict(entry)
        found = values.pop("results")
        piece = loader.items[values.pop("piece")]
        values["target"] = Decimal(values["target"])
        defined = measures.define(piece=piece, by=loader.commissioner, **values)
        for start, end, value in found:
            results.report(
                measure=defined,
                period_start=start,
                period_end=end,
                value=Decimal(value),
                source="Illustrative: invented for this demonstration",
                by=loader.commissioner,
            )


def explain(loader: "Loader", content: Entry) -> None:
    """The theory of change, step by step and arrow by arrow."""
    steps: dict[str, Any] = {}
    for entry in content["steps"]:
        values = dict(entry)
        key = values.pop("key")
        for stands_for in ("outcome", "piece"):
            if stands_for in values:
                values[stands_for] = loader.items[values[stands_for]]
        steps[key] = theory.add_node(plan=loader.plan, by=loader.lead, **values)
    for entry in content["arrows"]:
        values = dict(entry)
        theory.add_arrow(
            plan=loader.plan,
            source=steps[values.pop("from")],
            target=steps[values.pop("to")],
            external_factors=values.pop("external", ""),
            evidence=[loader.items[key] for key in values.pop("evidence", ())],
            by=loader.lead,
            **values,
        )
