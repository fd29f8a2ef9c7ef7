"""The unbroken thread: evidence → need → outcome → indicator → piece → measure → result.

Beside it runs the theory of change: its steps stand for outcomes and pieces, and its arrows stand
on the two steps that they join and on what they cite. So that no thread runs in a circle, an arrow
is an end of it, and is not followed on to the next step.

Pure functions of PlanContent. `thread` follows the links of one item both ways, to their ends;
`broken` lists where the thread is broken, which is a part of readiness and the same on the page, in
the API and from `manage.py thread`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from scp.publication.content import Citation, PlanContent, TheoryArrow
from scp.publication.readiness import OF_THE_THEORY, Finding, findings

Kind = Literal[
    "section",
    "evidence",
    "need",
    "outcome",
    "indicator",
    "piece",
    "measure",
    "result",
    "step",
    "arrow",
]
# What belongs to the theory of change, which explains the thread and is no link of it.
OF_THEORY: frozenset[Kind] = frozenset({"step", "arrow"})
# The findings of readiness that are a link of the thread which is not there.
BREAKS = frozenset(
    {
        "outcome_without_need",
        "need_without_evidence",
        "need_without_outcome",
        "outcome_without_measure",
        "indicator_without_values",
        "indicator_without_baseline",
        "indicator_without_target",
        "indicator_without_owner",
        "piece_without_contribution",
        "nothing_commissioned",
        "claim_only_contradicted",
        "evidence_uncited",
        "measure_without_result",
        *OF_THE_THEORY,
    }
)

# How the lower of two items stands on the other, and where in a source it says so.
RELATIONS = {
    "supports": gettext_lazy("is supported by"),
    "contradicts": gettext_lazy("is contradicted by"),
    "gap": gettext_lazy("has a gap that is known from"),
    "answers": gettext_lazy("answers the need"),
    "indicates": gettext_lazy("measures the outcome"),
    "measures": gettext_lazy("measures the piece"),
    "results": gettext_lazy("is a result of the measure"),
    "shows_outcome": gettext_lazy("stands for the outcome"),
    "shows_piece": gettext_lazy("is a part of the piece"),
    "leads_from": gettext_lazy("leads on from the step"),
    "leads_to": gettext_lazy("leads to the step"),
}


@dataclass(frozen=True)
class Knot:
    """One item of the thread: what it is, and what a reader would call it.

    `home` is the reference of the item on whose page it is shown: a measure and its results stand
    with their piece, everything else by itself.
    """

    reference: str
    kind: Kind
    title: str
    home: str


@dataclass(frozen=True)
class Branch:
    """An item reached over one link, and what is reached from there.

    `relation` says in words how the lower of the two stands on the other. `again` is true where the
    item stands elsewhere in the same thread, with its branches, and they are not repeated.
    """

    relation: str
    knot: Knot
    branches: tuple["Branch", ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Thread:
    """An item, what it stands on, and what stands on it."""

    knot: Knot
    stands_on: tuple[Branch, ...]
    stood_on_by: tuple[Branch, ...]


@dataclass(frozen=True)
class Link:
    """That one item stands on another, and how: by its code, and what the words say beside it.

    A plan has thousands of links and a reader sees some dozens of them, so that the words are made
    when a link is followed. They are in the language of whoever follows it.
    """

    upper: str
    lower: str
    how: str
    detail: str = ""

    @property
    def relation(self) -> str:
        if self.how == "contributes":
            words = _("contributes to the outcome, strength {strength} of 3")
            return words.format(strength=self.detail)
        words = str(RELATIONS[self.how])
        return f"{words} ({self.detail})" if self.detail else words


def thread(content: PlanContent, reference: str) -> Thread:
    """Both ways from one item. Raises KeyError where the plan has no such item."""
    return Threads(content).of(reference)


def broken(content: PlanContent) -> tuple[Finding, ...]:
    """Every link that should be there and is not, in the order of readiness. A link is broken at
    every stage, so it is looked for in the strictest."""
    return tuple(one for one in findings(content, "adopted") if one.code in BREAKS)


class Threads:
    """The links of one plan, found once and followed for as many items as are asked for."""

    def __init__(self, content: PlanContent) -> None:
        self.content = content
        self._broken: dict[str | None, tuple[Finding, ...]] = {}

    def broken(self) -> tuple[Finding, ...]:
        """Every link that should be there and is not, in the words of whoever asks."""
        language = get_language()
        if language not in self._broken:
            self._broken[language] = broken(self.content)
        return self._broken[language]

    @cached_property
    def knots(self) -> dict[str, Knot]:
        """Every item that can be picked, in the order of the document."""
        return {knot.reference: knot for knot in _knots(self.content)}

    @cached_property
    def _up(self) -> dict[str, list[Link]]:
        """Links by the item that stands on something."""
        return self._by("upper")

    @cached_property
    def _down(self) -> dict[str, list[Link]]:
        """Links by the item that something stands on."""
        return self._by("lower")

    def _by(self, end: Literal["upper", "lower"]) -> dict[str, list[Link]]:
        grouped: dict[str, list[Link]] = defaultdict(list)
        for link in _links(self.content):
            if link.upper in self.knots and link.lower in self.knots:
                grouped[getattr(link, end)].append(link)
        return grouped

    def nearest(self, reference: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What an item stands on and what stands on it, over one link each, by reference: of the
        thread itself, without the theory of change."""
        lower, upper = self._ends(reference)
        return self._of_thread(lower), self._of_thread(upper)

    def explained_by(self, reference: str) -> tuple[str, ...]:
        """The steps and arrows of the theory of change that stand on an item, by reference."""
        _lower, upper = self._ends(reference)
        return tuple(one for one in upper if self.knots[one].kind in OF_THEORY)

    def _ends(self, reference: str) -> tuple[Iterable[str], Iterable[str]]:
        lower = dict.fromkeys(link.lower for link in self._up.get(reference, ()))
        upper = dict.fromkeys(link.upper for link in self._down.get(reference, ()))
        return lower, upper

    def _of_thread(self, references: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in references if self.knots[one].kind not in OF_THEORY)

    def of(self, reference: str) -> Thread:
        """The thread of one item. Raises KeyError."""
        knot = self.knots[reference]
        return Thread(
            knot,
            stands_on=self._follow(reference, self._up, "lower", {reference}),
            stood_on_by=self._follow(reference, self._down, "upper", {reference}),
        )

    def _follow(
        self,
        reference: str,
        links: dict[str, list[Link]],
        end: Literal["upper", "lower"],
        seen: set[str],
    ) -> tuple[Branch, ...]:
        branches = []
        for link in links.get(reference, ()):
            far = getattr(link, end)
            again = far in seen
            seen.add(far)
            further = () if again else self._follow(far, links, end, seen)
            again = again and bool(links.get(far))
            branches.append(Branch(link.relation, self.knots[far], further, again))
        return tuple(branches)


def _knots(content: PlanContent) -> Iterator[Knot]:
    def own(kind: Kind, items: Iterable[Any], title: Callable[[Any], str]) -> Iterator[Knot]:
        return (Knot(item.reference, kind, title(item), item.reference) for item in items)

    yield from own("section", content.sections, attrgetter("title"))
    yield from own("evidence", content.evidence, attrgetter("title"))
    yield from own("need", content.needs, attrgetter("statement"))
    yield from own("outcome", content.outcomes, attrgetter("statement"))
    yield from own("indicator", content.indicators, _titled)
    yield from own("piece", content.pieces, attrgetter("title"))
    for piece in content.pieces:
        for measure in piece.measures:
            yield Knot(measure.reference, "measure", measure.title, piece.reference)
            for result in measure.results:
                title = f"{result.value:f} ({result.period_start} – {result.period_end})"
                yield Knot(result.reference, "result", title, piece.reference)
    yield from own("step", content.theory_nodes, attrgetter("label"))
    yield from own("arrow", content.theory_arrows, _joining(content))


def _joining(content: PlanContent) -> Callable[[Any], str]:
    """An arrow is called by the steps that it joins."""
    labels = {node.reference: node.label for node in content.theory_nodes}

    def title(arrow: TheoryArrow) -> str:
        ends = (labels.get(end, end) for end in (arrow.source, arrow.target))
        return " → ".join(ends)

    return title


def _titled(indicator: Any) -> str:
    return f"{indicator.title} ({indicator.breakdown})" if indicator.breakdown else indicator.title


def _links(content: PlanContent) -> Iterator[Link]:
    for section in content.sections:
        yield from _cited(section.reference, section.citations)
    for need in content.needs:
        yield from _cited(need.reference, need.citations)
    for outcome in content.outcomes:
        yield from _cited(outcome.reference, outcome.citations)
        for need_reference in outcome.needs:
            yield Link(outcome.reference, need_reference, "answers")
        for indicator_reference in outcome.indicators:
            yield Link(indicator_reference, outcome.reference, "indicates")
    for indicator in content.indicators:
        yield from _cited(indicator.reference, indicator.citations)
    yield from _of_pieces(content)
    yield from _of_theory(content)


def _of_pieces(content: PlanContent) -> Iterator[Link]:
    for piece in content.pieces:
        for claim in piece.contributions:
            yield Link(piece.reference, claim.outcome, "contributes", str(claim.strength))
            cited = claim.citations or tuple(Citation(evidence=e) for e in claim.evidence)
            yield from _cited(piece.reference, cited)
        for measure in piece.measures:
            yield Link(measure.reference, piece.reference, "measures")
            for result in measure.results:
                yield Link(result.reference, measure.reference, "results")


def _of_theory(content: PlanContent) -> Iterator[Link]:
    for node in content.theory_nodes:
        if node.outcome:
            yield Link(node.reference, node.outcome, "shows_outcome")
        if node.piece:
            yield Link(node.reference, node.piece, "shows_piece")
    for arrow in content.theory_arrows:
        yield Link(arrow.reference, arrow.source, "leads_from")
        yield Link(arrow.reference, arrow.target, "leads_to")
        yield from _cited(arrow.reference, tuple(Citation(evidence=e) for e in arrow.evidence))


def _cited(reference: str, citations: tuple[Citation, ...]) -> Iterator[Link]:
    seen: set[tuple[str, str]] = set()
    for citation in citations:
        key = (citation.evidence, citation.relation)
        if key not in seen:
            seen.add(key)
            yield Link(reference, citation.evidence, citation.relation, citation.locator)
