"""A plan as a reader meets it: PlanContent with the words, the order and the pictures around it.

The sections in templates/document/sections are given one `Document` as `document`, the plan itself
as `content`, the edition's hash as `sha256`, how things are called as `words` and how indicators
are read as `reading` (`context` below makes them all); so the page of an edition and the PDF say
the same. Nothing here asks the database.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scp.core.jinja import date
from scp.publication import charts, readiness, thread
from scp.publication.charts.drawing import printable
from scp.publication.content import (
    Comment,
    Contribution,
    EvidenceGap,
    Indicator,
    Observation,
    Outcome,
    Piece,
    PlanContent,
    Portfolio,
    TheoryArrow,
)
from scp.publication.document import links, reading, words
from scp.publication.judged import Judged, judged

# What fits the head of a page, or the contents, in two lines.
RUNNING = 110


class Entry(NamedTuple):
    """A line of the contents: the id it leads to, its words and the lines below it."""

    id: str
    title: str
    children: tuple["Entry", ...] = ()


class Chapter(NamedTuple):
    """A template of templates/document/sections and its lines in the contents."""

    template: str
    entries: tuple[Entry, ...]


class Parts(NamedTuple):
    """The parts of the population of a place: the name of each, the period, the value and its
    interval; and what is to be known of the figures."""

    place: str
    rows: tuple[tuple[str, str, str, str], ...]
    notes: tuple[str, ...]


def context(content: PlanContent, *, sha256: str, on_screen: bool = False) -> dict[str, Any]:
    """What the section templates need, on the page and in print.

    `sha256` is that of the edition's bytes; "" for a draft. On screen the figures of a chart are
    folded below it; paper cannot unfold.
    """
    document = Document(content, sha256, on_screen)
    found = {"content": content, "document": document, "sha256": sha256}
    return {**found, "words": words, "reading": reading}


@dataclass(frozen=True)
class Document:
    content: PlanContent
    sha256: str
    on_screen: bool = False

    # --- what it is called -----------------------------------------------------------------------

    @property
    def full_title(self) -> str:
        """The name of the file in a reader's list of windows."""
        edition = self.content.edition
        if edition is None or not self.sha256:
            return _("{title} (draft)").format(title=self.content.plan.title)
        return _("{title}: {edition}").format(
            title=self.content.plan.title, edition=edition.full_name
        )

    @property
    def imprint(self) -> str:
        """Edition and date, as at the foot of every page."""
        edition = self.content.edition
        if edition is None or not self.sha256:
            return _("Draft, not published. As at {date}").format(date=date(self.content.as_at))
        return _("{edition}, {date}").format(
            edition=edition.full_name, date=date(edition.published_at)
        )

    @property
    def running_title(self) -> str:
        return _cut(self.content.plan.title)

    @property
    def running_notice(self) -> str:
        return _cut(self.content.plan.illustrative_notice)

    @property
    def timestamp(self) -> str:
        """The moment the document is of, so that printing it again gives the same bytes."""
        edition = self.content.edition
        moment = edition.published_at if edition else self.content.as_at
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    # --- its order -------------------------------------------------------------------------------

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        content = self.content
        narrative = tuple(Entry(s.reference, _cut(s.title)) for s in content.sections)
        outcomes = tuple(
            Entry(o.reference, _cut(f"{o.reference} {o.statement}")) for o in content.outcomes
        )
        portfolios = tuple(
            Entry(p.reference, _cut(f"{p.reference} {p.title}")) for p in content.portfolios
        )
        return (
            Chapter("summary", (Entry("summary", _("The plan at a glance")),)),
            Chapter("narrative", narrative),
            Chapter("needs", (Entry("needs", _("What people need")),)),
            *self._standing,
            Chapter("outcomes", (Entry("outcomes", _("Outcomes"), outcomes),)),
            *self._theory,
            Chapter("jigsaw", (Entry("jigsaw", _("The place jigsaw")),)),
            Chapter(
                "portfolios", (Entry("portfolios", _("Portfolios and their pieces"), portfolios),)
            ),
            *self._equality,
            *self._decision,
            Chapter("voices", (Entry("voices", _("You said, we did")),)),
            Chapter("gaps", (Entry("gaps", _("What this plan does not have yet")),)),
            *self._unknown,
            Chapter("changes", (Entry("changes", _("What changed")),)),
            Chapter("evidence", (Entry("evidence", _("Evidence")),)),
            Chapter("thread", (Entry("thread", _("Appendix: the thread")),)),
            Chapter("licences", (Entry("licences", _("Licences and sources of data")),)),
        )

    @property
    def _theory(self) -> tuple[Chapter, ...]:
        """A plan need not have a theory of change, and editions of schema 1.0 had none."""
        entry = Entry("theory", _("How change is expected to come about"))
        return (Chapter("theory", (entry,)),) if self.content.theory_nodes else ()

    @property
    def _equality(self) -> tuple[Chapter, ...]:
        entry = Entry("equality", _("Equality impact"))
        return (Chapter("equality", (entry,)),) if self.content.equality_assessments else ()

    @property
    def _decision(self) -> tuple[Chapter, ...]:
        """How the plan is decided on, once anybody has said so."""
        entry = Entry("decision", _("Decision"))
        content = self.content
        return (Chapter("decision", (entry,)),) if content.decisions or content.sign_offs else ()

    @property
    def _standing(self) -> tuple[Chapter, ...]:
        entry = Entry("standing", _("How things stand"))
        return (Chapter("standing", (entry,)),) if self.content.indicators else ()

    @property
    def _unknown(self) -> tuple[Chapter, ...]:
        entry = Entry("unknown", _("What is not known yet"))
        return (Chapter("unknown", (entry,)),) if self.content.evidence_gaps else ()

    @cached_property
    def counts(self) -> tuple[tuple[int, str], ...]:
        """How many of each the plan rests on, from evidence to what people said of it."""
        content = self.content
        return (
            _counted(len(content.evidence), _("source of evidence"), _("sources of evidence")),
            _counted(len(content.needs), _("need"), _("needs")),
            _counted(len(content.outcomes), _("outcome"), _("outcomes")),
            _counted(len(content.indicators), _("indicator"), _("indicators")),
            _counted(len(content.pieces), _("jigsaw piece"), _("jigsaw pieces")),
            _counted(len(content.comments), _("comment"), _("comments")),
        )

    # --- outcomes and what measures them ---------------------------------------------------------

    @cached_property
    def cited_by(self) -> dict[str, tuple[links.Cited, ...]]:
        return links.cited_by(self.content)

    @cached_property
    def contradicted_by(self) -> dict[str, tuple[str, ...]]:
        return links.contradicted_by(self.content)

    @cached_property
    def gaps_about(self) -> dict[str, tuple[EvidenceGap, ...]]:
        return links.gaps_about(self.content)

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.reference: indicator for indicator in self.content.indicators}

    def indicators(self, outcome: Outcome) -> list[Indicator]:
        return [self._indicators[ref] for ref in outcome.indicators if ref in self._indicators]

    def indicator(self, reference: str) -> Indicator | None:
        return self._indicators.get(reference)

    @cached_property
    def _first_uses(self) -> dict[str, str]:
        return links.first_uses(self.content)

    def first_use(self, indicator: Indicator, outcome: Outcome | None) -> bool:
        """Whether the indicator is printed with this outcome, or with an earlier one. None: with
        those that measure no outcome."""
        home = self._first_uses.get(indicator.reference)
        return home == (outcome.reference if outcome else None)

    @cached_property
    def loose_indicators(self) -> list[Indicator]:
        """Those that measure no outcome yet."""
        return [one for one in self.content.indicators if one.reference not in self._first_uses]

    @cached_property
    def _trends(self) -> dict[str, list[charts.Chart]]:
        return {
            indicator.reference: [
                charts.trend(indicator, place)
                for place in self.content.plan.places
                if indicator.series(place.code)
            ]
            for indicator in self.content.indicators
        }

    def trends(self, indicator: Indicator) -> list[charts.Chart]:
        """One for each place of the plan that has values."""
        return self._trends[indicator.reference]

    def judged(self, indicator: Indicator) -> list[Judged]:
        """What is judged of each place that has a trend, in the same order."""
        return [
            judged(indicator, place)
            for place in self.content.plan.places
            if indicator.series(place.code)
        ]

    @cached_property
    def standing(self) -> list[tuple[str, tuple[charts.Chart, ...]]]:
        """The indicators of each theme that has outcomes, side by side, place by place."""
        return [
            (
                theme,
                tuple(
                    chart
                    for place in self.content.plan.places
                    for chart in charts.multiples(
                        indicators,
                        place,
                        name=f"{theme}-{place.code}",
                        title=f"{words.theme(theme)}, {place.name}",
                    )
                ),
            )
            for theme, indicators in links.indicators_by_theme(self.content).items()
        ]

    @cached_property
    def _curves(self) -> dict[str, list[charts.Chart]]:
        return {
            indicator.reference: [
                charts.curve(indicator, place)
                for place in self.content.plan.places
                if indicator.series(place.code)
            ]
            for indicator in self.content.indicators
            if indicator.story or indicator.next_actions
        }

    def curves(self, indicator: Indicator) -> list[charts.Chart]:
        """Where an indicator goes if nothing changes, for each place of the plan that has values;
        none where nobody says yet how to turn the curve."""
        return self._curves.get(indicator.reference, [])

    @cached_property
    def jigsaw(self) -> tuple[charts.Chart, ...]:
        return charts.jigsaw(self.content)

    @cached_property
    def theory(self) -> tuple[charts.Chart, ...]:
        return charts.theory(self.content)

    @cached_property
    def pictures(self) -> dict[str, charts.Chart]:
        """Every chart that has a picture, by its name."""
        of_indicators = (*self._trends.values(), *self._curves.values())
        side_by_side = (pictures for _theme, pictures in self.standing)
        found = chain(*of_indicators, *side_by_side, self.jigsaw, self.theory)
        return {chart.name: chart for chart in found if chart.drawing}

    def address_of(self, chart: charts.Chart) -> str:
        """Where the page finds a picture; "" where the document carries it itself, as paper and a
        draft do: a draft is another one at the next look.

        An edition's pictures never change, but a later release may draw them otherwise: the way of
        drawing is in the address, so that a browser may keep what it has for ever.
        """
        edition = self.content.edition
        if not (self.on_screen and self.sha256 and edition):
            return ""
        address = reverse(
            "edition-chart", args=[self.content.plan.slug, edition.number, chart.name]
        )
        return f"{address}?drawn={charts.version()}"

    def contributions(self, outcome: Outcome) -> list[tuple[Piece, Contribution]]:
        return [
            (piece, contribution)
            for piece in self.content.pieces_by_outcome.get(outcome.reference, ())
            for contribution in piece.contributions
            if contribution.outcome == outcome.reference
        ]

    @cached_property
    def portfolios(self) -> list[tuple[Portfolio | None, list[Piece]]]:
        """Each portfolio with its pieces, last those in none."""
        content = self.content
        grouped: list[tuple[Portfolio | None, list[Piece]]] = [
            (portfolio, [p for p in content.pieces if p.portfolio == portfolio.reference])
            for portfolio in content.portfolios
        ]
        known = {portfolio.reference for portfolio in content.portfolios}
        loose = [piece for piece in content.pieces if piece.portfolio not in known]
        return [*grouped, (None, loose)] if loose else grouped

    @cached_property
    def leads_to(self) -> dict[str, list[TheoryArrow]]:
        """The arrows that leave each step of the theory of change."""
        found: dict[str, list[TheoryArrow]] = {n.reference: [] for n in self.content.theory_nodes}
        for arrow in self.content.theory_arrows:
            found[arrow.source].append(arrow)
        return found

    def parts(self, indicator: Indicator) -> list[Parts]:
        """Place by place, the latest value of each part of the population."""
        found = []
        for place in self.content.plan.places:
            of_place = [o for o in indicator.observations if o.breakdown and o.area == place.code]
            # A part may be published less often than another: the latest of each counts.
            latest = {value.breakdown: value for value in of_place}.values()
            if latest:
                rows = tuple(_part(indicator, value) for value in latest)
                found.append(Parts(place.name, rows, words.below_parts(latest)))
        return found

    # --- what people said ------------------------------------------------------------------------

    @property
    def answered(self) -> str:
        count = len(self.content.comments)
        if not count:
            return _("Nobody has commented yet.")
        done = sum(comment.response is not None for comment in self.content.comments)
        return ngettext(
            "{count} comment was made, of which {done} has a response.",
            "{count} comments were made, of which {done} have a response.",
            count,
        ).format(count=count, done=done)

    @cached_property
    def said(self) -> list[tuple[str, str, tuple[Comment, ...], bool]]:
        """Item by item in the order of the plan: reference, title, comments, and whether they are
        printed already, with their outcome."""
        return list(self._said())

    def _said(self) -> Iterator[tuple[str, str, tuple[Comment, ...], bool]]:
        outcomes = {outcome.reference for outcome in self.content.outcomes}
        grouped = self.content.comments_by_item
        for reference, item in self.content.by_reference.items():
            if reference in grouped:
                title = getattr(item, "statement", "") or getattr(item, "title", "")
                yield reference, title, grouped[reference], reference in outcomes
        for reference in grouped.keys() - self.content.by_reference.keys():
            yield reference, "", grouped[reference], False

    @property
    def stakeholders(self) -> list[tuple[str, str]]:
        return [(s.name, s.kind_label) for s in self.content.stakeholders]

    # --- the thread ------------------------------------------------------------------------------

    @cached_property
    def _threads(self) -> thread.Threads:
        return thread.Threads(self.content)

    def ties(self, reference: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What an item stands on, and what stands on it, by reference."""
        return self._threads.nearest(reference)

    def explained_by(self, reference: str) -> tuple[str, ...]:
        """Where an item stands in the theory of change: its steps and arrows, by reference."""
        return self._threads.explained_by(reference)

    @cached_property
    def broken(self) -> list[tuple[str, tuple[str, ...]]]:
        """Where the thread is broken: each sentence once, with the items that it is true of."""
        found: dict[str, list[str]] = {}
        for finding in self._threads.broken():
            found.setdefault(finding.sentence, []).append(finding.reference)
        return [(sentence, tuple(references)) for sentence, references in found.items()]

    # --- words -----------------------------------------------------------------------------------

    @cached_property
    def gaps(self) -> tuple[readiness.Finding, ...]:
        return readiness.gaps(self.content)


def _counted(count: int, one: str, many: str) -> tuple[int, str]:
    return count, one if count == 1 else many


def _part(indicator: Indicator, value: Observation) -> tuple[str, str, str, str]:
    return (
        words.part(value.breakdown),
        value.period,
        words.observed(indicator, value),
        words.interval(indicator, value),
    )


def _cut(text: str) -> str:
    line = printable(text)
    return line if len(line) <= RUNNING else f"{line[: RUNNING - 1].rstrip()}…"
