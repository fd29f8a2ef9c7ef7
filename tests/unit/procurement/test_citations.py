"""Citing evidence for and against what a plan claims, and where that is shown."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outcomes.choices import Relation
from outcomes.models import Evidence, Need, NeedCitation
from outcomes.queries import in_reading_order
from outcomes.views.kinds import NEEDS
from procurement.actions import citations, contributions
from procurement.forms import ContributionForm
from procurement.models import Contribution, Piece
from procurement.queries import (
    CITATIONS,
    MOST_FOUND,
    cited_by,
    contradicted_pieces,
    sources_found,
    what_contradicts,
)
from procurement.views.citations import CLAIMS
from scp.core.errors import InvalidInput, StaleVersion
from scp.core.models import AuditEvent
from scp.plans import history, items
from scp.plans.history import reading
from scp.plans.models import Membership, Plan, Section
from scp.publication.assembly import assemble
from scp.publication.readiness import gaps
from tests.factories.outcomes import (
    EvidenceFactory,
    IndicatorFactory,
    NeedFactory,
    OutcomeFactory,
)
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.factories.procurement import ContributionFactory, PieceFactory, TheoryNodeFactory
from tests.unit.plans.test_item_views import text_of

pytestmark = pytest.mark.django_db

MAKE: dict[str, Callable[[Plan], Any]] = {
    "needs": lambda plan: NeedFactory(plan=plan),
    "outcomes": lambda plan: OutcomeFactory(plan=plan),
    "indicators": lambda plan: IndicatorFactory(plan=plan),
    "contributions": lambda plan: ContributionFactory(piece=PieceFactory(plan=plan)),
}
EVERY_CLAIM = pytest.mark.parametrize("plural", MAKE)


@pytest.fixture
def cast() -> Cast:
    return cast_of(PlanFactory(slug="trafford"))


@pytest.fixture
def survey(cast: Cast) -> Evidence:
    made: Evidence = EvidenceFactory(plan=cast.plan, title="What carers told us")
    return made


@pytest.fixture
def commissioner(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.commissioner)
    return client


def url(name: str, plural: str, claim: Any, *more: Any) -> str:
    return reverse(f"draft-{name}", args=["trafford", plural, claim.reference, *more])


def page(client: Client, plural: str, claim: Any) -> str:
    return " ".join(text_of(client.get(CLAIMS[plural].page_url(claim))).split())


def cited(claim: Any) -> list[tuple[str, str, str, str]]:
    model, here = CITATIONS[type(claim)]
    rows = model._base_manager.filter(**{here: claim}).select_related("evidence").order_by("pk")
    return [(row.evidence.reference, row.relation, row.locator, row.about) for row in rows]


def cite(claim: Any, evidence: Evidence, relation: str = "supports", **said: Any) -> Any:
    with scope(plan=claim.plan):
        lead = Membership.objects.get(role="lead").user
        return citations.cite(claim=claim, evidence=evidence, relation=relation, by=lead, **said)


@EVERY_CLAIM
class TestEveryClaim:
    def test_it_cites_with_what_is_said(self, cast: Cast, survey: Evidence, plural: str) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey, "contradicts", locator="page 4", about="too late")
        assert cited(claim) == [("EV-001", "contradicts", "page 4", "too late")]
        event = AuditEvent.objects.get(action__endswith=".cited")
        assert event.subject == f"trafford/{claim.reference}"
        assert event.data["added"] == {
            "evidence": "EV-001",
            "relation": "contradicts",
            "locator": "page 4",
            "about": "too late",
        }

    def test_it_cites_a_source_once_in_one_sense(
        self, cast: Cast, survey: Evidence, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey, "supports")
        cite(claim, survey, "contradicts")
        with pytest.raises(InvalidInput, match="cites EV-001 as “Supports” already"):
            cite(claim, survey, "supports", locator="page 9")
        assert [relation for _ev, relation, *_ in cited(claim)] == ["supports", "contradicts"]

    def test_what_was_removed_is_not_cited(self, cast: Cast, survey: Evidence, plural: str) -> None:
        claim = MAKE[plural](cast.plan)
        Evidence._base_manager.filter(pk=survey.pk).update(removed_at="2026-01-01T00:00Z")
        with pytest.raises(InvalidInput, match="EV-001 has been removed"):
            cite(claim, survey)
        assert cited(claim) == []

    def test_another_plans_source_is_not_cited(self, cast: Cast, plural: str) -> None:
        claim, theirs = MAKE[plural](cast.plan), EvidenceFactory()
        with pytest.raises(InvalidInput, match="belongs to another plan"):
            cite(claim, theirs)

    def test_citing_is_a_new_version_of_the_claim(
        self, cast: Cast, survey: Evidence, plural: str
    ) -> None:
        """So that an open form of the claim does not undo it unseen."""
        claim = MAKE[plural](cast.plan)
        citation = cite(claim, survey)
        claim.refresh_from_db(from_queryset=type(claim)._base_manager.all())
        assert claim.version == 2
        with scope(plan=cast.plan), pytest.raises(StaleVersion):
            citations.revise(citation=citation, seen_version=1, by=cast.lead, relation="gap")
        with scope(plan=cast.plan):
            citations.revise(citation=citation, seen_version=2, by=cast.lead, relation="gap")
        assert cited(claim) == [("EV-001", "gap", "", "")]

    def test_its_history_tells_of_it(self, cast: Cast, survey: Evidence, plural: str) -> None:
        claim = MAKE[plural](cast.plan)
        citation = cite(claim, survey, "contradicts", locator="page 4")
        with scope(plan=cast.plan), history.because("It is about Salford"):
            citations.remove(citation=citation, seen_version=2, by=cast.lead)
        with scope(plan=cast.plan):
            claim.refresh_from_db()
            last, before, _first = reading.acts(claim, reading.keys(claim), {})
        assert before.linked == ["EV-001 What carers told us (Contradicts; page 4)"]
        assert last.unlinked == before.linked
        assert last.reason == "It is about Salford"

    def test_the_journey_in_a_browser(
        self, cast: Cast, survey: Evidence, commissioner: Client, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        answers = {"evidence": survey.pk, "relation": "supports", "locator": "page 4"}
        answer = commissioner.post(url("cite", plural, claim), answers)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(CLAIMS[plural].page_url(claim))
        key = CITATIONS[type(claim)][0]._base_manager.get().pk
        form = commissioner.get(url("citation-edit", plural, claim, key))
        assert 'value="page 4"' in form.content.decode()
        commissioner.post(
            url("citation-edit", plural, claim, key),
            {"relation": "contradicts", "locator": "page 5", "version": "2"},
        )
        assert cited(claim) == [("EV-001", "contradicts", "page 5", "")]
        asked = commissioner.get(url("citation-remove", plural, claim, key))
        assert "Remove it only if it does not bear on that" in text_of(asked)
        commissioner.post(url("citation-remove", plural, claim, key), {"version": "3"})
        assert cited(claim) == []

    def test_a_source_is_added_and_cited_in_one(
        self, cast: Cast, commissioner: Client, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        source = {"title": "A survey", "type": "survey", "publisher": "The council"}
        said = {"relation": "contradicts", "cited_at": "page 3", "about": "too late"}
        answer = commissioner.post(url("cite-new", plural, claim), {**source, **said})
        assert answer.status_code == 302
        assert cited(claim) == [("EV-001", "contradicts", "page 3", "too late")]

    def test_a_source_that_cannot_be_cited_is_not_added(self, cast: Cast, plural: str) -> None:
        """The claim was removed while somebody typed: neither source nor citation is kept."""
        claim = MAKE[plural](cast.plan)
        type(claim)._base_manager.filter(pk=claim.pk).update(removed_at="2026-01-01T00:00Z")
        source = {"title": "A survey", "type": "survey", "publisher": "The council"}
        with scope(plan=cast.plan), pytest.raises(InvalidInput, match="has been removed"):
            citations.cite_new(claim=claim, relation="supports", source=source, by=cast.lead)
        assert not Evidence._base_manager.exists()
        assert not AuditEvent.objects.exists()

    def test_a_claim_that_is_only_contradicted_is_found(
        self, cast: Cast, survey: Evidence, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey, "contradicts")
        found = only_contradicted(cast.plan)
        on = claim.piece.reference if plural == "contributions" else claim.reference
        assert list(found) == [on]
        assert "EV-001" in found[on]
        if plural == "contributions":
            assert f"its contribution to {claim.outcome.reference}" in found[on]
        cite(claim, survey, "gap")
        assert list(only_contradicted(cast.plan)) == [on]
        cite(claim, survey, "supports")
        assert only_contradicted(cast.plan) == {}

    def test_the_evidence_says_who_cites_it(
        self, cast: Cast, survey: Evidence, commissioner: Client, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey, "contradicts", about="too late")
        text = text_of(commissioner.get(reverse("draft-evidence", args=["trafford", "EV-001"])))
        assert "Contradicts" in text
        assert "too late" in text


def only_contradicted(plan: Plan) -> dict[str, str]:
    found = (gap for gap in gaps(assemble(plan)) if gap.code == "claim_only_contradicted")
    return {gap.reference: gap.sentence for gap in found}


@EVERY_CLAIM
class TestTheClaimsPage:
    def test_it_shows_what_contradicts_it_in_a_word_and_first(
        self, cast: Cast, survey: Evidence, commissioner: Client, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey, "supports", locator="page 4")
        cite(claim, EvidenceFactory(plan=cast.plan, title="Against"), "contradicts", about="late")
        cite(claim, EvidenceFactory(plan=cast.plan, title="Nobody asked"), "gap")
        text = page(commissioner, plural, claim)
        assert text.index("Against") < text.index("What carers told us") < text.index("Nobody")
        for words in ("Contradicts", "Supports", "Known gap", "See page 4", "About: late"):
            assert words in text

    def test_a_removed_source_is_not_shown(
        self, cast: Cast, survey: Evidence, commissioner: Client, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey)
        Evidence._base_manager.filter(pk=survey.pk).update(removed_at="2026-01-01T00:00Z")
        assert "What carers told us" not in page(commissioner, plural, claim)

    def test_a_viewer_is_offered_nothing_to_write(
        self, cast: Cast, survey: Evidence, plural: str
    ) -> None:
        claim = MAKE[plural](cast.plan)
        cite(claim, survey)
        viewer = Client()
        viewer.force_login(cast.viewer)
        html = viewer.get(CLAIMS[plural].page_url(claim)).content.decode()
        assert "What carers told us" in html
        assert "/cited/" not in html


def test_what_contradicts_a_claim_is_said_where_it_is_only_named(
    cast: Cast, survey: Evidence, commissioner: Client
) -> None:
    need, indicator = NeedFactory(plan=cast.plan), IndicatorFactory(plan=cast.plan)
    outcome = OutcomeFactory(plan=cast.plan, needs=[need], indicators=[indicator])
    claim = ContributionFactory(piece=PieceFactory(plan=cast.plan), outcome=outcome)
    for one in (need, indicator, claim):
        assert page(commissioner, "outcomes", outcome).count("Contradicted by") < 3
        cite(one, survey, "contradicts")
    assert page(commissioner, "outcomes", outcome).count("Contradicted by EV-001") == 3
    assert "Contradicted by" not in page(commissioner, "needs", need)
    assert "Contradicted by" not in page(commissioner, "indicators", indicator)
    cite(outcome, survey, "contradicts")
    assert "Contradicted by EV-001" in page(commissioner, "needs", need)
    assert "Contradicted by EV-001" in page(commissioner, "indicators", indicator)


class TestLists:
    """What contradicts a claim is said wherever the claim is listed, in words beside an icon."""

    @pytest.fixture
    def lists(self, cast: Cast, survey: Evidence) -> dict[str, str]:
        """Two of each kind, one of which is contradicted; and the lists that show them."""
        piece, quiet = (PieceFactory(plan=cast.plan) for _ in range(2))
        need, _other = (NeedFactory(plan=cast.plan) for _ in range(2))
        indicator, unused = (IndicatorFactory(plan=cast.plan) for _ in range(2))
        outcome = OutcomeFactory(plan=cast.plan, theme="social", indicators=[indicator, unused])
        claim = ContributionFactory(piece=piece, outcome=outcome)
        ContributionFactory(piece=quiet, outcome=OutcomeFactory(plan=cast.plan))
        for one in (need, outcome, indicator, claim):
            cite(one, survey, "contradicts")
        TheoryNodeFactory(plan=cast.plan, kind="outcome", outcome=outcome)
        TheoryNodeFactory(plan=cast.plan, kind="activity", piece=quiet)
        SectionFactory(plan=cast.plan, body="Late [contradicts EV-001] and [contradicts EV-001].")
        SectionFactory(plan=cast.plan, kind="context", body="In time [EV-001].")
        plain = ("needs", "outcomes", "indicators", "pieces", "sections")
        return {
            **{name: reverse(f"draft-{name}", args=["trafford"]) for name in plain},
            "portfolio": reverse("draft-portfolio", args=["trafford", piece.portfolio.reference]),
            "theme": reverse("draft-theme", args=["trafford", "social"]),
            "search": reverse("draft-search", args=["trafford"]) + f"?q={need.statement[-6:]}",
            "chapters found": reverse("draft-search", args=["trafford"]) + "?q=late",
            "theory of change": reverse("draft-theory", args=["trafford"]),
        }

    def test_each_marks_the_one_that_is_contradicted(
        self, lists: dict[str, str], commissioner: Client
    ) -> None:
        for name, address in lists.items():
            answer = commissioner.get(address)
            marks = answer.content.decode().split('class="scp-contradicted"')[1:]
            assert len(marks) == 1, name
            assert 'class="scp-icon scp-icon--cross" aria-hidden="true"' in marks[0], name
            assert "Contradicted by EV-001" in " ".join(marks[0].split("</div>")[0].split()), name

    def test_a_source_that_was_removed_contradicts_nothing(
        self, lists: dict[str, str], commissioner: Client, survey: Evidence
    ) -> None:
        Evidence._base_manager.filter(pk=survey.pk).update(removed_at="2026-01-01T00:00Z")
        for name in lists.keys() - {"sections", "chapters found"}:
            assert "Contradicted by" not in text_of(commissioner.get(lists[name])), name

    def test_a_piece_is_not_marked_for_what_it_no_longer_claims(
        self, cast: Cast, lists: dict[str, str], commissioner: Client
    ) -> None:
        with scope(plan=cast.plan):
            claim = Contribution.objects.get(number=1)
            contributions.remove(contribution=claim, seen_version=claim.version, by=cast.lead)
        for name in ("pieces", "portfolio"):
            assert "Contradicted by" not in text_of(commissioner.get(lists[name])), name

    def test_every_kind_costs_one_query_however_long_the_page(
        self, cast: Cast, lists: dict[str, str], django_assert_num_queries: Any
    ) -> None:
        with scope(plan=cast.plan), django_assert_num_queries(5):
            assert contradicted_pieces(list(Piece.objects.all())).keys()
            assert NEEDS.contradicted
            assert len(NEEDS.contradicted(list(Need.objects.all()))) == 1
            assert [what_contradicts(model) is None for model in (Section, Need)] == [True, False]
            assert len(Piece.objects.annotate(found=what_contradicts(Piece))) == 2


class TestTwoAtOnce:
    @pytest.fixture
    def need(self, cast: Cast) -> Need:
        made: Need = NeedFactory(plan=cast.plan)
        return made

    def test_a_stale_edit_gets_the_conflict_page(
        self, cast: Cast, need: Need, survey: Evidence, commissioner: Client
    ) -> None:
        citation = cite(need, survey, "supports", locator="page 4")
        with scope(plan=cast.plan):
            citations.revise(
                citation=citation, seen_version=2, by=cast.lead, relation="contradicts"
            )
        address = url("citation-edit", "needs", need, citation.pk)
        answers = {"relation": "supports", "locator": "page 7", "version": "2"}
        answer = commissioner.post(address, answers)
        assert answer.status_code == 409
        text = " ".join(text_of(answer).split())
        assert "Contradicts" in text
        assert "page 7" in text or 'value="page 7"' in answer.content.decode()
        assert cited(need) == [("EV-001", "contradicts", "page 4", "")]
        assert 'name="version" value="3"' in answer.content.decode()
        commissioner.post(address, {**answers, "version": "3"})
        assert cited(need) == [("EV-001", "supports", "page 7", "")]

    def test_an_edit_of_what_is_gone_keeps_what_was_typed(
        self, cast: Cast, need: Need, survey: Evidence, commissioner: Client
    ) -> None:
        citation = cite(need, survey)
        with scope(plan=cast.plan):
            citations.remove(citation=citation, seen_version=2, by=cast.lead)
        address = url("citation-edit", "needs", need, citation.pk)
        answers = {"relation": "supports", "locator": "page 71", "version": "2"}
        answer = commissioner.post(address, answers)
        assert answer.status_code == 409
        assert "was removed by someone else" in text_of(answer)
        assert 'value="page 71"' in answer.content.decode()
        assert commissioner.get(address).status_code == 404

    def test_an_open_form_of_the_need_does_not_undo_a_citation_unseen(
        self, cast: Cast, need: Need, survey: Evidence, commissioner: Client
    ) -> None:
        stale = {"statement": "S", "who": "W", "source_kinds": ["statistic"], "version": "1"}
        cite(need, survey, "contradicts")
        answer = commissioner.post(reverse("draft-need-edit", args=["trafford", "N1"]), stale)
        assert answer.status_code == 409
        assert cited(need) == [("EV-001", "contradicts", "", "")]

    def test_a_stale_removal_removes_nothing(
        self, cast: Cast, need: Need, survey: Evidence, commissioner: Client
    ) -> None:
        citation = cite(need, survey)
        answer = commissioner.post(
            url("citation-remove", "needs", need, citation.pk), {"version": "1"}, follow=True
        )
        assert "was changed by someone else" in text_of(answer)
        assert len(cited(need)) == 1

    def test_another_claims_citation_is_not_there(
        self, cast: Cast, need: Need, survey: Evidence, commissioner: Client
    ) -> None:
        citation = cite(NeedFactory(plan=cast.plan), survey)
        address = url("citation-remove", "needs", need, citation.pk)
        assert commissioner.get(address).status_code == 404
        assert commissioner.post(address, {"version": "1"}).status_code == 404


class TestFindingASource:
    def test_the_newest_are_offered_and_a_search_finds_the_others(
        self, cast: Cast, commissioner: Client
    ) -> None:
        need = NeedFactory(plan=cast.plan)
        first = EvidenceFactory(plan=cast.plan, title="Census", publisher="ONS")
        for number in range(MOST_FOUND):
            EvidenceFactory(plan=cast.plan, title=f"Report {number}", publisher="Trafford Council")
        address = url("cite", "needs", need)
        assert "Census" not in text_of(commissioner.get(address))
        for words in ("census", "ONS", "ev-001", "EV-1"):
            text = text_of(commissioner.get(address, {"q": words}))
            assert "EV-001 Census (ONS" in text, words
            assert "Report 3" not in text
        assert "No source in the library fits" in text_of(commissioner.get(address, {"q": "no"}))
        answer = commissioner.post(address, {"evidence": first.pk, "relation": "supports"})
        assert answer.status_code == 302, "found or not, it is a source of the plan"

    def test_what_was_ticked_stays_ticked_when_something_else_is_wrong(
        self, cast: Cast, survey: Evidence, commissioner: Client
    ) -> None:
        need = NeedFactory(plan=cast.plan)
        address = url("cite", "needs", need) + "?q=nothing"
        answer = commissioner.post(address, {"evidence": survey.pk})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert "Select how it bears on it" in text_of(answer)
        assert f'value="{survey.pk}" checked' in html

    def test_what_is_searched_is_bounded(self, cast: Cast, django_assert_num_queries: Any) -> None:
        for _ in range(30):
            EvidenceFactory(plan=cast.plan)
        with scope(plan=cast.plan), django_assert_num_queries(1):
            assert len(sources_found("Census", most=5)) <= 5


class TestWhatIsSaidElsewhereStays:
    def test_the_form_of_a_contribution_asks_for_what_supports_it_only(
        self, cast: Cast, survey: Evidence
    ) -> None:
        claim = ContributionFactory(piece=PieceFactory(plan=cast.plan), evidence=[survey])
        other = EvidenceFactory(plan=cast.plan)
        cite(claim, other, "contradicts", locator="page 9")
        with scope(plan=cast.plan):
            form = ContributionForm(plan=cast.plan, item=claim)
            assert form.initial["evidence"] == [survey.pk]
            contributions.revise(
                contribution=claim, seen_version=2, by=cast.lead, evidence=[], rationale="R"
            )
        assert cited(claim) == [("EV-002", "contradicts", "page 9", "")]

    def test_a_support_that_stays_keeps_its_locator(self, cast: Cast, survey: Evidence) -> None:
        claim = ContributionFactory(piece=PieceFactory(plan=cast.plan))
        cite(claim, survey, "supports", locator="page 9")
        other = EvidenceFactory(plan=cast.plan)
        with scope(plan=cast.plan):
            contributions.revise(
                contribution=claim, seen_version=2, by=cast.lead, evidence=[survey, other]
            )
        assert cited(claim) == [
            ("EV-001", "supports", "page 9", ""),
            ("EV-002", "supports", "", ""),
        ]
        event = AuditEvent.objects.get(action="contribution.revised")
        assert event.data["evidence"] == ["EV-001", "EV-002"]

    def test_a_need_cited_both_ways_can_still_be_edited(
        self, cast: Cast, survey: Evidence, commissioner: Client
    ) -> None:
        """A source may support one sentence and contradict another."""
        need = NeedFactory(plan=cast.plan)
        cite(need, survey, "supports", about="many")
        cite(need, survey, "contradicts", about="late")
        both = {"supported_by": [survey.pk], "contradicted_by": [survey.pk], "version": "3"}
        answers = {"statement": "New", "who": "W", "source_kinds": ["statistic"], **both}
        edit = reverse("draft-need-edit", args=["trafford", need.reference])
        assert commissioner.post(edit, answers).status_code == 302
        assert cited(need) == [
            ("EV-001", "supports", "", "many"),
            ("EV-001", "contradicts", "", "late"),
        ]


def test_a_chapter_is_listed_with_how_it_cites_a_source(cast: Cast, survey: Evidence) -> None:
    SectionFactory(plan=cast.plan, body="Carers wait [EV-001, p. 4]. Few do [contradicts EV-001].")
    SectionFactory(plan=cast.plan, body="Nothing of it: EV-0012 is another, O1 no source.")
    with scope(plan=cast.plan):
        found = [(c.item.reference, c.relation, c.locator, c.about) for c in cited_by(survey)]
    assert found == [
        ("S1", "contradicts", "", "Few do."),
        ("S1", "supports", "p. 4", "Carers wait."),
    ]


def test_a_restored_need_cites_what_it_cited(cast: Cast, survey: Evidence) -> None:
    need = NeedFactory(plan=cast.plan)
    citation = cite(need, survey, "contradicts", locator="page 4")
    with scope(plan=cast.plan):
        then = reading.last_state_get(need)
        citations.remove(citation=citation, seen_version=2, by=cast.lead)
        need.refresh_from_db()
        assert cited(need) == []
        items.restore(need, verb="need.restored", state=then, seen_version=3, by=cast.lead)
    assert cited(need) == [("EV-001", "contradicts", "page 4", "")]


CITED = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(Relation.values), st.text("ab ", max_size=5)),
    unique_by=lambda one: one[:2],
    max_size=6,
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(told=CITED, order=st.randoms(use_true_random=False))
def test_whatever_is_cited_and_removed_again_leaves_nothing(
    cast: Cast, told: list[tuple[int, str, str]], order: Any
) -> None:
    """Add, then remove in any order: no citation is left, and each write is an event."""
    with scope(plan=cast.plan):
        need = NeedFactory(plan=cast.plan)
        known = list(Evidence.objects.all()) or [EvidenceFactory(plan=cast.plan) for _ in range(4)]
        before = AuditEvent.objects.count()
        made = [cite(need, known[n], relation, locator=text) for n, relation, text in told]
        assert sorted(row[:2] for row in cited(need)) == sorted(
            (known[n].reference, relation) for n, relation, _text in told
        )
        order.shuffle(made)
        for version, citation in enumerate(made, start=1 + len(made)):
            citations.remove(citation=citation, seen_version=version, by=cast.lead)
        assert cited(need) == []
        assert AuditEvent.objects.count() == before + 2 * len(told)


@pytest.mark.parametrize("count", [1, 20])
def test_citations_are_one_query(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    need = NeedFactory(
        plan=cast.plan, evidence=[EvidenceFactory(plan=cast.plan) for _ in range(count)]
    )
    with scope(plan=cast.plan), django_assert_num_queries(1):
        rows = in_reading_order(NeedCitation.objects.filter(need=need))
        assert len([row.evidence.title for row in rows]) == count
