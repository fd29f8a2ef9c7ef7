"""What a page may ask of the database: a fixed number of queries, however large the plan.

Counted at 10 and at 200 outcomes with the rows of `tests.bench.seed`: the counts must be the same,
and within the budget. `pytest -k budget -v` names the page; the message lists its queries.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scp.api.v1 import frozen
from scp.publication import content as doc
from scp.publication import pages
from scp.publication.actions import editions
from scp.publication.assembly import assemble
from scp.publication.document import context
from scp.publication.models import Edition
from scp.publication.pages import page
from scp.publication.printing import to_html
from tests.bench.seed import Seeded, plan_with
from tests.factories.governance import DecisionFactory
from tests.factories.procurement import MitigationFactory, first_impact, whole_assessment

pytestmark = pytest.mark.django_db

ANONYMOUS, SIGNED_IN, ASSEMBLY = 12, 16, 40
# A history reads each kind of link that the item has had: more queries, and no more as it grows.
HISTORY = 16
SMALL, LARGE = 10, 200
# Pages of a draft, by the arguments after the plan's own.
DRAFT_PAGES: dict[str, list[str]] = {
    "draft": [],
    "draft-preview": [],
    "draft-readiness": [],
    "draft-overrides": [],
    "draft-thread": [],
    "draft-search": [],
    "draft-workbook": [],
    "draft-workbook-import": [],
    "draft-publish": [],
    "draft-about": [],
    "draft-status": [],
    "draft-governance": [],
    "draft-calendar": [],
    "draft-decisions": [],
    "draft-decision": ["D1"],
    "draft-decision-add": [],
    "draft-decision-edit": ["D1"],
    "draft-decision-remove": ["D1"],
    "draft-decision-record": ["D1"],
    "draft-members": [],
    "draft-comments": [],
    "draft-stakeholders": [],
    "draft-references": [],
    "draft-sections": [],
    "draft-section-edit": ["S1"],
    "draft-evidence-library": [],
    "draft-attention": [],
    "draft-evidence-gaps": [],
    "draft-evidence-edit": ["EV-001"],
    "draft-rating-add": ["EV-001"],
    "draft-file-add": ["EV-001"],
    "draft-gap-add": [],
    "draft-needs": [],
    "draft-outcomes": [],
    "draft-indicators": [],
    "draft-portfolios": [],
    "draft-pieces": [],
    "draft-section": ["S1"],
    "draft-evidence": ["EV-001"],
    "draft-need": ["N1"],
    "draft-outcome": ["O1"],
    "draft-indicator": ["I1"],
    "draft-curve": ["I1"],
    "draft-curve-add": ["I1"],
    "draft-step-add": ["I1"],
    "draft-break-add": ["I1"],
    "draft-theme": ["social"],
    "draft-portfolio": ["PF1"],
    "draft-piece": ["P1"],
    "draft-outcome-add": [],
    "draft-outcome-edit": ["O1"],
    "draft-outcome-voice": ["O1"],
    "draft-library": [],
    "draft-outcome-library": ["O1"],
    "draft-indicator-library": ["I1"],
    "draft-outcome-merge": ["O1"],
    "draft-outcome-split": ["O1"],
    "draft-need-merge": ["N1"],
    "draft-need-split": ["N1"],
    "draft-outcome-to-piece": [],
    "draft-need-edit": ["N1"],
    "draft-piece-edit": ["P1"],
    "draft-indicator-edit": ["I1"],
    "draft-contribution-add": ["P1"],
    "draft-contribution-edit": ["C1"],
    "draft-cite": ["needs", "N1"],
    "draft-cite-new": ["contributions", "C1"],
    "draft-measure": ["M1"],
    "draft-measure-add": ["P1"],
    "draft-measure-edit": ["M1"],
    "draft-result-add": ["M1"],
    "draft-result-edit": ["RS1"],
    "draft-theory": [],
    "draft-assessments": [],
    "draft-assessment": ["EA1"],
    "draft-assessment-sign": ["EA1"],
    "draft-assessment-edit": ["EA1"],
    "draft-impact-edit": ["EI1"],
    "draft-node-edit": ["TN1"],
    "draft-arrow-add": [],
    "draft-arrow-edit": ["TA1"],
    "draft-theory-arrows-removed": [],
    "draft-target-edit": ["T1"],
    "draft-stakeholder-edit": ["ST1"],
    "draft-outcome-remove": ["O1"],
    "draft-outcome-history": ["O2"],
    "draft-piece-history": ["P1"],
    "draft-needs-removed": [],
    "draft-comment": ["outcomes", "O1"],
    "draft-respond": ["CM-1"],
    "draft-hide": ["CM-1"],
}
PUBLIC_PAGES: dict[str, list[Any]] = {
    "plan": [],
    "edition": [1],
    "edition-changes": [1],
    "edition-thread": [1],
    "edition-chart": [1, "jigsaw-1"],
    "id-plan": [],
    "id-item": ["O1"],
}
API_PAGES: dict[str, list[Any]] = {
    "api-plan": [],
    "api-editions": [],
    "api-edition": [1],
    "api-outcomes": [1],
    "api-indicators": [1],
    "api-pieces": [1],
    "api-evidence-gaps": [1],
    "api-theory": [1],
    "api-outcomes-one": [1, "O1"],
}


@dataclass(frozen=True)
class Sizes:
    small: Seeded
    large: Seeded
    clients: dict[int, Client]

    def __iter__(self) -> Iterator[Seeded]:
        yield from (self.small, self.large)


@pytest.fixture(scope="module")
def sizes(django_db_setup: None, django_db_blocker: Any) -> Iterator[Sizes]:
    """A small plan and a large one, both published."""
    with django_db_blocker.unblock(), transaction.atomic():
        small, large = plan_with(SMALL), plan_with(LARGE)
        clients = {}
        for one in (small, large):
            impact = first_impact(whole_assessment(one.plan))
            for _number in range(one.outcomes):
                MitigationFactory(impact=impact)
                DecisionFactory(plan=one.plan)
            editions.publish(plan=one.plan, reason="To be counted", by=one.lead)
            clients[one.outcomes] = Client()
            clients[one.outcomes].force_login(one.lead)
        yield Sizes(small, large, clients)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def clocks_stand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whether an edition may be seen is asked again every few seconds, and a draft is read again
    each minute: not between the two visits that are compared, however slow the machine is."""
    frozen.forget()
    monkeypatch.setattr(frozen, "clock", lambda: 0.0)
    monkeypatch.setattr(pages, "DRAFT_SECONDS", sys.maxsize)
    yield
    # What was kept under the standing clock names rows that the module takes back.
    frozen.forget()


def counted(client: Client, address: str) -> list[str]:
    """The queries of one page, as a process that has shown it before asks them."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code in (200, 302), address
    return [query["sql"] for query in captured]


def check(sizes: Sizes, name: str, arguments: list[Any], *, budget: int, anonymous: bool) -> None:
    found: dict[int, list[str]] = {}
    for one in sizes:
        client = Client() if anonymous else sizes.clients[one.outcomes]
        address = reverse(name, args=[one.plan.slug, *arguments])
        found[one.outcomes] = counted(client, address)
    small, large = found[SMALL], found[LARGE]
    assert len(large) <= budget, _listed(large)
    assert len(small) == len(large), f"{len(small)} and {len(large)} queries\n{_listed(large)}"


def _listed(queries: list[str]) -> str:
    """Each shape of query once, the one asked most often first."""
    shapes = Counter(query.partition("WHERE")[0][:300] for query in queries)
    return "\n".join(f"{count} × {shape}" for shape, count in shapes.most_common())


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_the_budget_of_a_page_of_the_draft(sizes: Sizes, name: str) -> None:
    budget = HISTORY if name.endswith("-history") else SIGNED_IN
    check(sizes, name, DRAFT_PAGES[name], budget=budget, anonymous=False)


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_the_budget_of_a_public_page(sizes: Sizes, name: str) -> None:
    check(sizes, name, PUBLIC_PAGES[name], budget=ANONYMOUS, anonymous=True)


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_the_budget_of_a_public_page_for_who_is_signed_in(sizes: Sizes, name: str) -> None:
    check(sizes, name, PUBLIC_PAGES[name], budget=SIGNED_IN, anonymous=False)


@pytest.mark.parametrize("name", API_PAGES)
def test_the_budget_of_the_api(sizes: Sizes, name: str) -> None:
    check(sizes, name, API_PAGES[name], budget=ANONYMOUS, anonymous=True)


@pytest.mark.parametrize("role", ["anonymous", "lead"])
def test_the_budget_of_the_list_of_plans(sizes: Sizes, role: str) -> None:
    client = Client() if role == "anonymous" else sizes.clients[SMALL]
    queries = counted(client, reverse("home"))
    assert len(queries) <= (ANONYMOUS if role == "anonymous" else SIGNED_IN), _listed(queries)


def test_an_outcome_with_a_hundred_comments_shows_them_all(sizes: Sizes) -> None:
    """The page of the budget above is the page of the promise."""
    address = reverse("draft-outcome", args=[sizes.small.plan.slug, "O1"])
    text = sizes.clients[SMALL].get(address).content.decode()
    assert text.count('class="scp-comment"') == 100


def test_the_first_view_of_an_edition_is_within_the_budget_too(sizes: Sizes) -> None:
    """What a process keeps of an edition must not hide what it costs to get it."""
    from scp.publication import pages

    pages.kept_pages.clear()
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(reverse("edition", args=[sizes.large.plan.slug, 1]))
    assert response.status_code == 200
    assert len(captured) <= ANONYMOUS, _listed([query["sql"] for query in captured])


def test_assembly_asks_the_same_of_a_small_plan_and_a_large_one(sizes: Sizes) -> None:
    counts = []
    for one in sizes:
        with CaptureQueriesContext(connection) as captured:
            assemble(one.plan)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= ASSEMBLY


@pytest.mark.parametrize("published", [True, False])
def test_no_query_while_a_document_is_rendered(
    sizes: Sizes, django_assert_num_queries: Any, published: bool
) -> None:
    """Everything anyone sees is a function of the document: neither print, page nor findings ask
    the database."""
    content = assemble(sizes.small.plan)
    sha256 = ""
    if published:
        edition = Edition.objects.get(plan=sizes.small.plan)
        content = doc.from_bytes(
            bytes(Edition.objects.values_list("content").get(pk=edition.pk)[0])
        )
        sha256 = edition.sha256
    with django_assert_num_queries(0):
        assert content.outcomes[0].statement in to_html(content, sha256=sha256)
        assert content.outcomes[0].statement in page(content, sha256=sha256).body
        context(content, sha256=sha256)
