"""The words for a plan's parts: nothing is left out, nothing said that is not so."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from scp.publication.content import (
    Change,
    Citation,
    Evidence,
    EvidenceGap,
    KeptCopy,
    KeyFigure,
    Measure,
    Observation,
    PlanContent,
    Result,
    ScaleFigure,
    Section,
    TheoryArrow,
)
from scp.publication.document import Document, links, words
from tests.factories import content as make
from tests.factories import plan_why as told
from tests.unit.publication.documents import complete


@pytest.mark.parametrize(
    ("locator", "about", "said"),
    [
        ("", "", ""),
        ("p. 3", "", " (p. 3)"),
        ("", "2024/25", " (about “2024/25”)"),
        ("p. 3", "2024/25", " (p. 3; about “2024/25”)"),
    ],
)
def test_a_citation_says_where_and_of_what(locator: str, about: str, said: str) -> None:
    assert words.where(Citation(evidence="EV-001", locator=locator, about=about)) == said


class TestNarrative:
    def section(self, **facts: Any) -> Section:
        return make.small().sections[0].model_copy(update=facts)

    def test_the_html_of_an_edition_is_what_is_shown(self) -> None:
        section = self.section(body="Not this", html='<h3>So</h3><p><a href="#O1">O1</a></p>')

        shown = words.narrative(section)

        assert "<h3>So</h3>" in shown
        assert 'href="#O1"' in shown
        assert "Not this" not in shown

    def test_an_edition_without_is_shown_from_its_markdown(self) -> None:
        assert words.narrative(self.section(body="# So\n\n*Now*")) == (
            "<h3>So</h3>\n<p><em>Now</em></p>\n"
        )

    @pytest.mark.parametrize(
        "html",
        [
            "<script>alert(1)</script>",
            '<img src="https://elsewhere.example/x.png">',
            '<p onclick="alert(1)">x</p>',
            '<a href="javascript:alert(1)">x</a>',
            '<p style="position:fixed">x</p>',
        ],
    )
    def test_nothing_that_is_stored_is_trusted(self, html: str) -> None:
        shown = words.narrative(self.section(html=html))

        for part in ("script", "img", "alert", "style"):
            assert part not in shown


@pytest.mark.parametrize("relation", ["supports", "contradicts", "gap"])
def test_every_relation_has_words(relation: str) -> None:
    assert relation.rstrip("s") in words.relation(relation)


@pytest.mark.parametrize("kind", ["added", "removed", "changed", "merged", "split"])
def test_every_kind_of_change_has_words(kind: Any) -> None:
    change = Change(kind=kind, collection="needs", reference="N1", title="A need")

    assert words.change(change).lower().startswith(kind)
    assert words.change(change.model_copy(update={"field": "who"})).endswith(": who is affected")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Ready"),
        ({"value": Decimal("48.60"), "unit": "%"}, "Ready: 48.60%"),
        ({"value": Decimal(1200), "unit": "homes"}, "Ready: 1,200 homes"),
        ({"value": Decimal(3)}, "Ready: 3"),
        (
            {"value": Decimal(3), "lower_ci": Decimal(1), "upper_ci": Decimal(5)},
            "Ready: 3 (95% confidence interval 1 to 5)",
        ),
        ({"value": Decimal(3), "lower_ci": Decimal(1)}, "Ready: 3"),
    ],
)
def test_a_key_figure_is_said_as_exactly_as_it_is_known(facts: Any, said: str) -> None:
    assert words.key_figure(KeyFigure(label="Ready", **facts)) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Nobody looks into it yet."),
        ({"owner": "The team"}, "The team will look into it."),
        (
            {"owner": "The team", "due_on": dt.date(2027, 1, 2)},
            "The team will look into it by 2 January 2027.",
        ),
        (
            {"owner": "The team", "closed_on": dt.date(2027, 1, 2), "answer": "Four."},
            "Answered on 2 January 2027: Four.",
        ),
    ],
)
def test_a_gap_says_who_looks_into_it_or_what_was_found(facts: Any, said: str) -> None:
    gap = EvidenceGap(reference="G1", uri="https://x.example/G1", statement="How many?", **facts)

    assert words.gap(gap) == said


def test_particulars_of_a_source_leave_out_what_it_does_not_have() -> None:
    bare = make.source(1, "Census", "Survey", "ONS", published_on=None, licence="")
    whole = bare.model_copy(
        update={"doi": "10.1000/1", "accessed_on": dt.date(2026, 1, 2), "locator": "Table 1."}
    )

    assert words.particulars(bare) == "ONS, no date. Survey."
    assert words.particulars(whole) == (
        "ONS, no date. Survey. Table 1. DOI 10.1000/1. Read on 2 January 2026."
    )


def test_whom_a_source_is_about() -> None:
    source: Evidence = make.source(1, "Census", "Survey", "ONS", population="Adults", period="2021")

    assert words.of_whom(source) == "Adults; 2021"
    assert words.of_whom(make.source(1, "Census", "Survey", "ONS")) == ""


@pytest.mark.parametrize(
    ("size", "said"), [(1, "a.pdf, 1 kB"), (2048, "a.pdf, 2 kB"), (5_000_000, "a.pdf, 4,882 kB")]
)
def test_a_kept_copy_has_a_name_and_a_size(size: int, said: str) -> None:
    kept = KeptCopy(name="a.pdf", media_type="application/pdf", size=size, sha256="a" * 64)

    assert words.kept_copy(kept) == said


def test_a_scale_figure_is_said_as_its_indicator_says_it() -> None:
    figure: ScaleFigure = told.NEEDS["N1"]["scale_figure"]
    nothing = figure.model_copy(update={"value": None})

    assert words.scale_figure(figure, make.small().indicators[0]) == "48.6%, Trafford, 2024/25"
    assert words.scale_figure(figure, None) == "48.6, Trafford, 2024/25"
    assert words.scale_figure(nothing, None) == "not published, Trafford, 2024/25"


@pytest.mark.parametrize(
    ("breakdown", "said"),
    [
        ("sex=Female", "Sex: Female"),
        ("sex=Female;age=65+", "Sex: Female, age: 65+"),
        ("ethnicity=A=B", "Ethnicity: A=B"),
        ("Everybody else", "Everybody else"),
    ],
)
def test_a_part_of_the_population_is_named(breakdown: str, said: str) -> None:
    assert words.part(breakdown) == said


def test_suppressed_is_not_the_same_as_not_published() -> None:
    indicator = make.small().indicators[0]
    value: Observation = indicator.observations[-1].model_copy(update={"value": None})

    assert words.observed(indicator, value) == "not published"
    suppressed = value.model_copy(update={"status": "suppressed"})
    assert words.observed(indicator, suppressed) == "suppressed"


class TestMeasures:
    def measure(self, *values: str, **facts: Any) -> Measure:
        results = tuple(
            Result(
                reference=f"RS{n}",
                period_start=dt.date(2020 + n, 4, 1),
                period_end=dt.date(2021 + n, 3, 31),
                value=Decimal(value),
                source="Returns",
            )
            for n, value in enumerate(values)
        )
        whole: dict[str, Any] = {
            "reference": "M1",
            "uri": "https://x.example/M1",
            "title": "Clients free of debt",
            "type": "better_off",
            "type_label": "Is anyone better off?",
            "unit": "%",
            "results": results,
        }
        return Measure(**(whole | facts))

    def test_the_latest_four_results_come_first(self) -> None:
        measure = self.measure("1", "2", "3", "4", "5")
        shown = words.latest_results(measure)

        assert [result.value for result in shown] == [5, 4, 3, 2]
        said = words.result(measure, shown[0])
        assert said == "5%, 1 April 2024 to 31 March 2025 (Returns)"

    def test_without_results_none_are_shown(self) -> None:
        assert words.latest_results(self.measure()) == []

    def test_of_whom_it_is_and_who_answers(self) -> None:
        assert words.measure(self.measure()) == "Clients free of debt"
        assert (
            words.measure(self.measure(counted_of="those who finished", owner="Manager"))
            == "Clients free of debt, of those who finished (Manager)"
        )

    def test_a_target_or_none(self) -> None:
        assert words.target(self.measure()) == "–"
        assert words.target(self.measure(target=Decimal("70.5"))) == "70.5%"
        assert words.target(self.measure(target=Decimal(1000), unit="visits")) == "1,000 visits"


class TestLinks:
    def test_a_source_is_cited_by_every_claim_with_its_relation(self) -> None:
        content = make.small()

        cited = links.cited_by(content)

        assert cited["EV-001"] == (
            ("N1", "supports"),
            ("I1", "supports"),
            ("P1", "contradicts"),
            ("TA3", "supports"),
        )
        assert ("O2", "contradicts") in cited["EV-005"]
        assert cited["EV-005"].count(("P1", "supports")) == 1, "P1 cites it for two outcomes"

    def test_a_section_cites_in_its_text(self) -> None:
        section = (
            make.small()
            .sections[0]
            .model_copy(update={"citations": (Citation(evidence="EV-003"),)})
        )

        assert links.cited_by(complete(sections=(section,)))["EV-003"] == (("S1", "supports"),)

    def test_open_gaps_stand_with_what_they_are_about(self) -> None:
        content = make.small()
        assert [gap.reference for gap in links.gaps_about(content)["N3"]] == ["G1"]

        moved = content.evidence_gaps[0].model_copy(update={"about": "N6"})
        content = make.small(evidence_gaps=(moved,))
        assert list(links.gaps_about(content)) == ["N5"], "which N6 was merged into"


class TestParts:
    def parts(self, *observations: Observation) -> Any:
        indicator = make.small().indicators[0].model_copy(update={"observations": observations})
        return Document(make.small(), "").parts(indicator)

    def value(self, breakdown: str, period: str, value: str, **facts: Any) -> Observation:
        first = make.small().indicators[0].observations[0]
        return first.model_copy(
            update={"breakdown": breakdown, "period": period, "value": Decimal(value), **facts}
        )

    def test_of_each_part_the_latest_value_is_shown(self) -> None:
        ((place, rows, notes),) = self.parts(
            self.value("", "2024", "9"),
            self.value("sex=Female", "2023", "5"),
            self.value("sex=Female", "2024", "6"),
            self.value("sex=Male", "2023", "7", lower_ci=Decimal(4), upper_ci=Decimal(8)),
        )

        assert place == "Trafford"
        assert rows == (
            ("Sex: Female", "2024", "6.0%", "–"),
            ("Sex: Male", "2023", "7.0%", "4.0 to 8.0"),
        )
        assert notes == ()

    def test_other_places_and_the_whole_population_have_no_table(self) -> None:
        assert self.parts(self.value("", "2024", "9")) == []
        assert self.parts(self.value("sex=Male", "2024", "9", area="E92000001")) == []


def test_an_arrow_stands_with_the_step_it_leaves() -> None:
    content: PlanContent = make.small()

    leads_to: dict[str, list[TheoryArrow]] = Document(content, "").leads_to

    assert {step: [a.reference for a in arrows] for step, arrows in leads_to.items()} == {
        "TN1": ["TA1"],
        "TN2": ["TA2"],
        "TN3": ["TA3"],
        "TN4": [],
    }
