"""The evidence library: what of it is listed, what is said of one source, and what cites it."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from outcomes.models import Evidence, NeedCitation
from outcomes.warnings import Rated, Source
from procurement.models import ContributionCitation
from procurement.queries import cited_by, sources
from scp.plans.views.base import PAGE_SIZE
from tests.factories.outcomes import EvidenceFactory, IndicatorFactory, NeedFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import (
    ContributionFactory,
    PieceFactory,
    TheoryArrowFactory,
    TheoryNodeFactory,
)
from tests.factories.why import (
    EvidenceRatingFactory,
    IndicatorCitationFactory,
    OutcomeCitationFactory,
    kept_copy,
)

pytestmark = pytest.mark.django_db
LIBRARY = "/draft/trafford/evidence-library/"
TODAY = timezone.localdate()


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def viewer(cast: Cast) -> Client:
    return signed_in(cast.viewer)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def source(cast: Cast, **facts: Any) -> Evidence:
    facts.setdefault("published_on", TODAY)
    made: Evidence = EvidenceFactory(plan=cast.plan, **facts)
    return made


def text_of(page: Any) -> str:
    html = page.content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", f"<main{main}")).split())


def listed(page: Any) -> list[str]:
    return re.findall(r'<span class="scp-reference">([^<]+)</span>', page.content.decode())


def shown(client: Client, evidence: Evidence) -> str:
    page = client.get(f"{LIBRARY}{evidence.reference}/")
    assert page.status_code == 200
    return text_of(page)


def contribution(cast: Cast, evidence: Evidence, relation: str = "supports", **facts: Any) -> Any:
    claim = ContributionFactory(
        piece=PieceFactory(plan=cast.plan), outcome=OutcomeFactory(plan=cast.plan)
    )
    return ContributionCitation._base_manager.create(
        contribution=claim, evidence=evidence, relation=relation, **facts
    )


def arrow(cast: Cast, evidence: Evidence) -> Any:
    nodes = [TheoryNodeFactory(plan=cast.plan, label=label) for label in ("Advice", "Less debt")]
    made = TheoryArrowFactory(source=nodes[0], target=nodes[1])
    made.evidence.add(evidence)
    return made


class TestList:
    def test_a_row_says_what_a_source_is_and_what_to_be_wary_of(
        self, cast: Cast, viewer: Client
    ) -> None:
        source(cast, title="Audit", type="audit", publisher="Ofsted", published_on=None)

        assert "EV-001 Audit Audit or inspection, Ofsted 2 warnings: No date; No page" in text_of(
            viewer.get(LIBRARY)
        )

    def test_a_source_without_warnings_has_none(self, cast: Cast, viewer: Client) -> None:
        source(cast, publisher="ONS", published_on=dt.date(2026, 2, 12))

        text = text_of(viewer.get(LIBRARY))

        assert "Official statistic, ONS, 12 February 2026" in text
        assert "warning:" not in text

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({}, ["EV-001", "EV-002", "EV-003", "EV-004"]),
            ({"type": "survey"}, ["EV-002", "EV-003"]),
            ({"status": "withdrawn"}, ["EV-003"]),
            ({"status": "current"}, ["EV-001", "EV-002", "EV-004"]),
            ({"warnings": "yes"}, ["EV-003", "EV-004"]),
            ({"type": "survey", "warnings": "yes"}, ["EV-003"]),
            ({"type": "survey", "status": "current", "warnings": "yes"}, []),
            ({"warnings": "withdrawn"}, ["EV-003"]),
            ({"warnings": "no_date"}, ["EV-004"]),
            ({"warnings": "old"}, []),
            ({"copy": "none"}, ["EV-002", "EV-003", "EV-004"]),
            ({"copy": "none", "warnings": "no_date"}, ["EV-004"]),
            ({"copy": "some"}, ["EV-001", "EV-002", "EV-003", "EV-004"]),
            ({"type": "rumour"}, ["EV-001", "EV-002", "EV-003", "EV-004"]),
            ({"status": "\x00", "warnings": "maybe"}, ["EV-001", "EV-002", "EV-003", "EV-004"]),
        ],
    )
    def test_what_is_listed_is_what_was_asked_for(
        self, cast: Cast, viewer: Client, query: dict[str, str], expected: list[str]
    ) -> None:
        kept_copy(source(cast))
        source(cast, type="survey", locator="page 3")
        source(cast, type="survey", locator="page 3", status="withdrawn")
        lost = kept_copy(source(cast, published_on=None))
        lost.removed_at = timezone.now()
        lost.save(update_fields=["removed_at"])

        page = viewer.get(LIBRARY, query)

        assert page.status_code == 200
        assert listed(page) == expected
        assert ("No source is like that." in text_of(page)) == (not expected)

    def test_the_filter_shows_what_was_chosen_and_how_many_there_are(
        self, cast: Cast, viewer: Client
    ) -> None:
        source(cast, type="survey", locator="1")
        source(cast)

        page = viewer.get(LIBRARY, {"type": "survey", "warnings": "old", "copy": "none"})
        html = page.content.decode()

        assert '<option value="survey" selected>' in html
        assert '<option value="old" selected>Old for its type' in html
        assert re.search(r'value="none"[^>]* checked', html)
        assert "0 sources" in text_of(page)
        assert f'href="{LIBRARY}"' in html, "back to all of them"

    def test_the_next_page_is_of_the_same_choice(self, cast: Cast, viewer: Client) -> None:
        for _ in range(PAGE_SIZE + 1):
            source(cast, type="survey")

        page = viewer.get(LIBRARY, {"type": "survey", "warnings": "yes"})

        assert len(listed(page)) == PAGE_SIZE
        assert "?type=survey&amp;warnings=yes&amp;page=2" in page.content.decode()
        second = viewer.get(LIBRARY, {"type": "survey", "warnings": "yes", "page": "2"})
        assert listed(second) == [f"EV-{PAGE_SIZE + 1:03}"]

    def test_another_plans_sources_are_not_among_them(self, cast: Cast, viewer: Client) -> None:
        source(cast)
        EvidenceFactory(title="Another place’s")
        source(cast, removed_at=timezone.now())

        assert listed(viewer.get(LIBRARY)) == ["EV-001"]

    @pytest.mark.parametrize(
        "query", [{}, {"warnings": "yes"}, {"warnings": "no_date", "copy": "none"}]
    )
    def test_it_asks_the_same_of_a_small_library_and_a_large_one(
        self, cast: Cast, viewer: Client, query: dict[str, str]
    ) -> None:
        counts = []
        for size in (1, 40):
            for _ in range(size):
                one = source(cast, published_on=None)
                EvidenceRatingFactory(evidence=one)
            viewer.get(LIBRARY, query)
            with CaptureQueriesContext(connection) as asked:
                assert viewer.get(LIBRARY, query).status_code == 200
            counts.append(len(asked))

        assert counts[0] == counts[1] <= 8


class TestPage:
    def test_everything_that_is_said_of_a_source_is_shown(self, cast: Cast, viewer: Client) -> None:
        evidence = source(
            cast,
            title="Family hubs",
            type="evaluation",
            publisher="Department for Education",
            published_on=dt.date(2026, 3, 1),
            status="superseded",
            url="https://www.gov.uk/hubs",
            doi="10.1136/bmj.n71",
            accessed_on=dt.date(2026, 4, 2),
            locator="Table 3",
            licence="OGL v3.0",
            geography="England",
            population="4,120 children",
            period="2021 to 2024",
            summary="Children gained.\n\nMore so with visits.",
            key_figure="Children at the expected level",
            key_value=Decimal("68.4"),
            key_lower=Decimal("65.10"),
            key_upper=Decimal("1071.7"),
            key_unit="%",
            method="Difference in differences",
            limitations="No follow-up",
        )

        text = shown(viewer, evidence)

        for words in (
            "Evidence EV-001 Family hubs",
            "Type Evaluation Publisher Department for Education Date 1 March 2026",
            "Does it still stand? Superseded by a later edition",
            "Web address https://www.gov.uk/hubs DOI 10.1136/bmj.n71 Read on 2 April 2026",
            "Where in the source Table 3 Licence OGL v3.0",
            "Where England Whom 4,120 children When 2021 to 2024",
            "What it says Children gained. More so with visits.",
            "Most telling figure Children at the expected level",
            "Figure 68.4% 95% interval 65.1 to 1,071.7",
            "How it was found out Difference in differences What it cannot tell us No follow-up",
        ):
            assert words in text
        assert "Not given" not in text

    def test_what_is_not_said_is_named_once_in_each_part(self, cast: Cast, viewer: Client) -> None:
        text = shown(viewer, source(cast, url="", licence=""))

        assert "Not given Web address, DOI, Read on, Where in the source, Licence" in text
        assert "Not given How it was found out, What it cannot tell us" in text

    @pytest.mark.parametrize(
        ("value", "unit", "words"),
        [
            ("0", "%", "Figure 0%"),
            ("1234567.000000", "people", "Figure 1,234,567 people"),
            ("1000", "", "Figure 1,000 "),
            ("-4.5", "per 1,000 people", "Figure -4.5 per 1,000 people"),
        ],
    )
    def test_a_figure_is_shown_as_it_was_published(
        self, cast: Cast, viewer: Client, value: str, unit: str, words: str
    ) -> None:
        evidence = source(cast, key_figure="F", key_value=Decimal(value), key_unit=unit)

        assert words in shown(viewer, evidence)

    def test_links_lead_where_they_say_and_give_nothing_away(
        self, cast: Cast, viewer: Client
    ) -> None:
        evidence = source(cast, url="https://www.ons.gov.uk/a?b=c&d=e", doi='10.1000/"<x>')

        html = viewer.get(f"{LIBRARY}{evidence.reference}/").content.decode()

        assert 'href="https://www.ons.gov.uk/a?b=c&amp;d=e" rel="noreferrer"' in html
        assert 'href="https://doi.org/10.1000/%22%3Cx%3E" rel="noreferrer"' in html

    def test_warnings_stand_at_its_head_with_what_would_mend_them(
        self, cast: Cast, viewer: Client
    ) -> None:
        text = shown(viewer, source(cast, type="audit", status="withdrawn", published_on=None))

        assert (
            "3 warnings Withdrawn. Its publisher has withdrawn this source. Cite another." in text
        )
        assert "No page or table given. It is a document" in text

    def test_ratings_are_shown_each_on_its_scale_with_who_when_and_why(
        self, cast: Cast, viewer: Client
    ) -> None:
        evidence = source(cast, type="evaluation", locator="1")
        EvidenceRatingFactory(evidence=evidence, scale="eif", level="3+", rationale="Two trials")
        EvidenceRatingFactory(evidence=evidence, scale="grade", level="low", assessor="NICE")
        EvidenceRatingFactory(evidence=evidence, scale="nesta", removed_at=timezone.now())

        text = shown(viewer, evidence)

        assert (
            "R1 EIF / Foundations evidence rating : 3+, Efficacy plus Two trials "
            "Public Health intelligence team, 1 June 2026"
        ) in text
        assert "R2 GRADE certainty of evidence : Low" in text
        assert "NICE, 1 June 2026" in text
        assert "Nesta" not in text, "it was removed"
        assert "Unusual scale" not in text

    def test_a_rating_on_a_scale_for_other_sources_is_marked(
        self, cast: Cast, viewer: Client
    ) -> None:
        evidence = source(cast, type="lived_experience")
        EvidenceRatingFactory(evidence=evidence, scale="nesta", level="1")
        EvidenceRatingFactory(evidence=evidence, scale="lived_consent", level="summary")

        text = shown(viewer, evidence)

        assert text.count("Unusual scale") == 1
        assert "Lived experience would always come out lowest" in text
        assert "no_consent" not in text
        assert "It is not recorded that the people" not in text

    def test_kept_copies_are_shown_with_their_hash(self, cast: Cast, viewer: Client) -> None:
        file = kept_copy(source(cast))

        text = shown(viewer, file.evidence)

        assert "Download report.pdf" in text
        assert "kept on" in text
        assert f"SHA-256 {file.sha256}" in text

    def test_who_may_not_edit_is_offered_nothing_to_edit(self, cast: Cast, viewer: Client) -> None:
        evidence = source(cast)
        EvidenceRatingFactory(evidence=evidence)
        kept_copy(evidence)
        address = f"{LIBRARY}{evidence.reference}/"
        edits = re.compile(r'href="[^"]*/(?:add|edit|remove)/"')

        assert edits.findall(viewer.get(address).content.decode()) == []
        assert len(edits.findall(signed_in(cast.lead).get(address).content.decode())) == 7

    def test_a_source_of_another_plan_or_a_removed_one_is_not_there(
        self, cast: Cast, viewer: Client
    ) -> None:
        EvidenceFactory(number=7)
        removed = source(cast, removed_at=timezone.now())

        for reference in ("EV-007", removed.reference, "N1", "EV-0"):
            assert viewer.get(f"{LIBRARY}{reference}/").status_code == 404

    def test_long_lists_on_it_come_in_pages_of_their_own(self, cast: Cast, viewer: Client) -> None:
        evidence = source(cast)
        for n in range(PAGE_SIZE + 1):
            NeedCitation._base_manager.create(
                need=NeedFactory(plan=cast.plan), evidence=evidence, about=f"sentence {n}"
            )
            EvidenceRatingFactory(
                evidence=evidence, assessed_on=dt.date(2026, 1, 1) + dt.timedelta(days=n)
            )
        address = f"{LIBRARY}{evidence.reference}/"

        first = viewer.get(address)
        more_needs = viewer.get(address, {"page": "2"})
        more_ratings = viewer.get(address, {"ratings": "2"})

        assert len(listed(first)) == 2 * PAGE_SIZE
        assert [ref for ref in listed(more_needs) if ref[0] == "N"] == [f"N{PAGE_SIZE + 1}"]
        assert [ref for ref in listed(more_ratings) if ref[0] == "R"] == [f"R{PAGE_SIZE + 1}"]

    def test_it_asks_the_same_however_much_hangs_on_a_source(
        self, cast: Cast, viewer: Client
    ) -> None:
        evidence, counts = source(cast), []
        for size in (1, 12):
            for _ in range(size):
                contribution(cast, evidence)
                arrow(cast, evidence)
                NeedCitation._base_manager.create(
                    need=NeedFactory(plan=cast.plan), evidence=evidence
                )
                OutcomeCitationFactory(outcome=OutcomeFactory(plan=cast.plan), evidence=evidence)
                IndicatorCitationFactory(
                    indicator=IndicatorFactory(plan=cast.plan), evidence=evidence
                )
                SectionFactory(plan=cast.plan, body="See EV-001.")
            viewer.get(f"{LIBRARY}EV-001/")
            with CaptureQueriesContext(connection) as asked:
                assert viewer.get(f"{LIBRARY}EV-001/").status_code == 200
            counts.append(len(asked))

        assert counts[0] == counts[1] <= 16


class TestCitedBy:
    def found(self, cast: Cast, evidence: Evidence) -> list[tuple[str, str, str]]:
        with scope(plan=cast.plan):
            return [(one.noun, one.item.reference, one.relation) for one in cited_by(evidence)]

    def test_everything_that_cites_it_is_found_and_what_it_contradicts_comes_first(
        self, cast: Cast
    ) -> None:
        evidence = source(cast)
        need, outcome = NeedFactory(plan=cast.plan), OutcomeFactory(plan=cast.plan)
        NeedCitation._base_manager.create(need=need, evidence=evidence)
        OutcomeCitationFactory(outcome=outcome, evidence=evidence, relation="gap")
        IndicatorCitationFactory(indicator=IndicatorFactory(plan=cast.plan), evidence=evidence)
        contribution(cast, evidence, "contradicts")
        arrow(cast, evidence)
        SectionFactory(plan=cast.plan, body="As EV-001 says.")

        assert self.found(cast, evidence) == [
            ("piece", "P1", "contradicts"),
            ("need", "N1", "supports"),
            ("outcome", "O1", "gap"),
            ("indicator", "I1", "supports"),
            ("arrow", "TA1", "supports"),
            ("section", "S1", ""),
        ]

    @pytest.mark.parametrize("kind", ["need", "outcome", "indicator"])
    def test_what_was_removed_cites_nothing(self, cast: Cast, kind: str) -> None:
        evidence = source(cast)
        gone = {"plan": cast.plan, "removed_at": timezone.now()}
        if kind == "need":
            NeedCitation._base_manager.create(need=NeedFactory(**gone), evidence=evidence)
        elif kind == "outcome":
            OutcomeCitationFactory(outcome=OutcomeFactory(**gone), evidence=evidence)
        else:
            IndicatorCitationFactory(indicator=IndicatorFactory(**gone), evidence=evidence)

        assert self.found(cast, evidence) == []

    @pytest.mark.parametrize("gone", ["contribution", "piece", "outcome"])
    def test_nor_does_a_contribution_that_lost_an_end(self, cast: Cast, gone: str) -> None:
        evidence = source(cast)
        claim = contribution(cast, evidence).contribution
        row = claim if gone == "contribution" else getattr(claim, gone)
        type(row)._base_manager.filter(pk=row.pk).update(removed_at=timezone.now())

        assert self.found(cast, evidence) == []
        with scope(plan=cast.plan):
            assert not sources(Evidence.objects.all())[evidence.pk].causal

    @pytest.mark.parametrize(
        ("body", "names"),
        [
            ("EV-001", True),
            ("(EV-001)", True),
            ("See EV-001, page 3", True),
            ("EV-1", True),
            ("EV-0010", False),
            ("EV-010", False),
            ("REV-001", False),
            ("EV-001a", False),
            ("", False),
        ],
    )
    def test_a_chapter_cites_what_it_names(self, cast: Cast, body: str, names: bool) -> None:
        evidence = source(cast)
        SectionFactory(plan=cast.plan, body=body)

        assert bool(self.found(cast, evidence)) == names

    def test_the_page_says_how_it_bears_on_each_and_where_to_look(
        self, cast: Cast, viewer: Client
    ) -> None:
        evidence = source(cast)
        NeedCitation._base_manager.create(
            need=NeedFactory(plan=cast.plan, statement="Carers need a break"),
            evidence=evidence,
            relation="contradicts",
            locator="Table 3",
            about="one in four",
        )
        contribution(cast, evidence)
        arrow(cast, evidence)
        SectionFactory(plan=cast.plan, title="Context", body="EV-001")

        text = shown(viewer, evidence).partition("Cited by")[2]

        assert "N1 Carers need a break one in four See Table 3 Contradicts" in text
        assert re.search(r"P1 Piece \d+ contribution to O1 Supports", text)
        assert "TA1 Theory of change Advice → Less debt Supports" in text
        assert "S1 Context named in its text" in text


class TestSources:
    def asked(self, cast: Cast) -> Source:
        with scope(plan=cast.plan):
            found = sources(Evidence.objects.all())
        assert len(found) == 1
        return next(iter(found.values()))

    def test_it_carries_what_warnings_look_at(self, cast: Cast) -> None:
        evidence = source(
            cast,
            type="survey",
            status="superseded",
            published_on=dt.date(2020, 1, 2),
            locator="page 3",
        )
        EvidenceRatingFactory(evidence=evidence, scale="grade", level="high")
        EvidenceRatingFactory(evidence=evidence, scale="eif", level="2", removed_at=timezone.now())

        assert self.asked(cast) == Source(
            type="survey",
            status="superseded",
            published_on=dt.date(2020, 1, 2),
            locator="page 3",
            ratings=(Rated("grade", "high", dt.date(2026, 6, 1)),),
            causal=False,
        )

    @pytest.mark.parametrize(
        ("relation", "causal"), [("supports", True), ("contradicts", False), ("gap", False)]
    )
    def test_only_what_supports_a_contribution_must_show_cause(
        self, cast: Cast, relation: str, causal: bool
    ) -> None:
        contribution(cast, source(cast), relation)

        assert self.asked(cast).causal is causal

    def test_an_arrow_of_the_theory_of_change_is_a_causal_claim_too(self, cast: Cast) -> None:
        made = arrow(cast, source(cast))

        assert self.asked(cast).causal
        type(made)._base_manager.update(removed_at=timezone.now())
        assert not self.asked(cast).causal

    def test_what_supports_a_need_says_only_how_big_it_is(self, cast: Cast) -> None:
        evidence = source(cast)
        NeedFactory(plan=cast.plan, evidence=[evidence])

        assert not self.asked(cast).causal
