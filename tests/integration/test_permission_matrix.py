"""Who may open and who may write what: one row a route, and no route without its row.

The routes come from the URLconf. A new one fails here until somebody has said who it is for; a
row whose route is gone fails too. Writing routes are sent answers that their form accepts, so a
refusal is a refusal of the person and nothing else.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from scp.accounts.permissions import ROLES as ROLES_OF_A_PLAN
from scp.accounts.permissions import Permission
from tests.integration.answers import answers_for
from tests.integration.conftest import Trial
from tests.integration.routes import Route, routes
from tests.integration.world import ROLES, Place, World, audit_count, said

pytestmark = pytest.mark.django_db

# What one person gets, in one word. "in": asked to sign in. "go": sent on to another page.
Cells = tuple[str, ...]
#                      anonymous outsider viewer contributor commissioner lead
EVERYBODY: Cells = ("200", "200", "200", "200", "200", "200")
SENT_ON: Cells = ("go",) * 6
MEMBERS: Cells = ("in", "404", "200", "200", "200", "200")
MEMBERS_SENT: Cells = ("in", "404", "go", "go", "go", "go")
SPEAKERS: Cells = ("in", "404", "403", "200", "200", "200")
SPEAKERS_SENT: Cells = ("in", "404", "403", "go", "go", "go")
EDITORS: Cells = ("in", "404", "403", "403", "200", "200")
EDITORS_SENT: Cells = ("in", "404", "403", "403", "go", "go")
LEAD: Cells = ("in", "404", "403", "403", "403", "200")
LEAD_SENT: Cells = ("in", "404", "403", "403", "403", "go")
# Only who answers for something signs it off: none of these roles does.
SIGNERS: Cells = ("in", "404", "403", "403", "403", "403")
SIGNED_IN: Cells = ("in", "200", "200", "200", "200", "200")
NOT_SIGNED_IN: Cells = ("200", "go", "go", "go", "go", "go")
EDITORS_DONE: Cells = ("in", "404", "403", "403", "204", "204")
ONLY_POST: Cells = ("405",) * 6
NOT_FOUND: Cells = ("404",) * 6


@dataclass(frozen=True)
class Row:
    """What each role gets with GET, and with POST where the route writes."""

    get: Cells
    post: Cells | None = None
    needs: Permission | None = None
    trail: bool = True
    """Whether what it writes is of the plan, and so in the audit trail."""


PUBLIC = Row(EVERYBODY)
ACCOUNT = Row(SIGNED_IN)
READ = Row(MEMBERS, needs=Permission.VIEW_DRAFT)
EDIT = Row(EDITORS, EDITORS_SENT, Permission.EDIT)
TABLE: dict[str, Row] = {
    "home": PUBLIC,
    "plan": PUBLIC,
    "edition": PUBLIC,
    "edition-changes": PUBLIC,
    "edition-thread": PUBLIC,
    "edition-file": PUBLIC,
    "edition-chart": PUBLIC,
    "id-plan": Row(SENT_ON),
    "id-item": Row(SENT_ON),
    "about-roles": PUBLIC,
    # Looked at and not kept: nothing is written, whoever sends it.
    "verify": Row(EVERYBODY, EVERYBODY, trail=False),
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "draft": READ,
    "draft-preview": READ,
    "draft-readiness": READ,
    # Members read what was accepted; who may accept more, does.
    "draft-overrides": Row(MEMBERS, LEAD_SENT, Permission.VIEW_DRAFT),
    "draft-thread": READ,
    "draft-search": READ,
    "draft-workbook": READ,
    "draft-workbook-file": READ,
    # Answers with what would change, and stores none of it.
    "draft-workbook-import": Row(EDITORS, EDITORS, Permission.EDIT, trail=False),
    "draft-workbook-confirm": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-item": Row(MEMBERS_SENT, needs=Permission.VIEW_DRAFT),
    "draft-publish": Row(LEAD, LEAD_SENT, Permission.PUBLISH),
    "draft-edition-withdraw": Row(LEAD, LEAD_SENT, Permission.PUBLISH),
    "draft-document-retry": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-about": EDIT,
    "draft-status": Row(LEAD, LEAD_SENT, Permission.DECIDE),
    "draft-governance": READ,
    "draft-calendar": READ,
    # Its address is the key: the viewer's here.
    "calendar-feed": PUBLIC,
    "draft-decisions": READ,
    "draft-decision": READ,
    "draft-decision-add": EDIT,
    "draft-decision-edit": EDIT,
    "draft-decision-remove": EDIT,
    "draft-decision-record": Row(LEAD, LEAD_SENT, Permission.DECIDE),
    "draft-sign-off": Row(SIGNERS, SIGNERS, Permission.SIGN_OFF),
    # Members read who takes part; the lead changes it.
    "draft-autosave": Row(ONLY_POST, EDITORS_DONE, Permission.EDIT, trail=False),
    "draft-autosave-discard": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT, trail=False),
    "draft-lease": Row(ONLY_POST, EDITORS, Permission.EDIT, trail=False),
    "draft-members": Row(MEMBERS, LEAD_SENT, Permission.VIEW_DRAFT),
    # Not of a plan: an officer's account says whether it may start one. Of the cast, the lead's.
    "draft-start": Row(
        ("in", "403", "403", "403", "403", "200"), ("in", "403", "403", "403", "403", "go")
    ),
    "draft-references": Row(EDITORS, needs=Permission.EDIT),
    "draft-sections": READ,
    "draft-section": READ,
    "draft-section-add": EDIT,
    "draft-section-edit": EDIT,
    "draft-section-remove": EDIT,
    "draft-evidence-library": READ,
    "draft-evidence": READ,
    "draft-evidence-add": EDIT,
    "draft-evidence-edit": EDIT,
    "draft-evidence-remove": EDIT,
    "draft-rating-add": EDIT,
    "draft-rating-edit": EDIT,
    "draft-rating-remove": EDIT,
    "draft-file": READ,
    "draft-file-add": EDIT,
    "draft-file-remove": EDIT,
    "draft-attention": READ,
    "draft-still-right": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-evidence-gaps": READ,
    "draft-gap-add": EDIT,
    "draft-gap-edit": EDIT,
    "draft-gap-remove": EDIT,
    "draft-gap-close": EDIT,
    "draft-gap-reopen": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-needs": READ,
    "draft-need": READ,
    "draft-need-add": EDIT,
    "draft-need-edit": EDIT,
    "draft-need-remove": EDIT,
    "draft-need-merge": EDIT,
    "draft-need-split": EDIT,
    "draft-outcomes": READ,
    "draft-outcome": READ,
    "draft-outcome-add": EDIT,
    "draft-outcome-edit": EDIT,
    "draft-outcome-remove": EDIT,
    "draft-outcome-merge": EDIT,
    "draft-outcome-split": EDIT,
    # The outcome's form comes back after the piece is added.
    "draft-outcome-to-piece": Row(EDITORS, EDITORS, Permission.EDIT),
    "draft-library": READ,
    "draft-library-entry": READ,
    "draft-library-adopt": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-library-take-over": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-library-release": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-outcome-library": Row(LEAD, LEAD_SENT, Permission.PUBLISH),
    "draft-indicator-library": Row(LEAD, LEAD_SENT, Permission.PUBLISH),
    "draft-outcome-voice": Row(LEAD, LEAD_SENT, Permission.PUBLISH),
    # Answers with what was loaded, so it stays on its page.
    # Answers with what would change, and stores none of it.
    "draft-import": Row(EDITORS, EDITORS, Permission.EDIT, trail=False),
    "draft-import-confirm": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-indicators": READ,
    "draft-indicator": READ,
    "draft-indicator-add": EDIT,
    "draft-indicator-edit": EDIT,
    "draft-indicator-remove": EDIT,
    "draft-target-add": EDIT,
    "draft-target-edit": EDIT,
    "draft-target-remove": EDIT,
    "draft-theme": READ,
    "draft-break-add": EDIT,
    "draft-break-edit": EDIT,
    "draft-break-remove": EDIT,
    "draft-curve": READ,
    "draft-curve-add": EDIT,
    "draft-curve-edit": EDIT,
    "draft-curve-remove": EDIT,
    "draft-step-add": EDIT,
    "draft-step-edit": EDIT,
    "draft-step-remove": EDIT,
    "draft-step-done": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-step-reopen": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-portfolios": READ,
    "draft-portfolio": READ,
    "draft-portfolio-add": EDIT,
    "draft-portfolio-edit": EDIT,
    "draft-portfolio-remove": EDIT,
    "draft-pieces": READ,
    "draft-piece": READ,
    "draft-piece-add": EDIT,
    "draft-piece-edit": EDIT,
    "draft-piece-remove": EDIT,
    "draft-contribution-add": EDIT,
    "draft-contribution-edit": EDIT,
    "draft-contribution-remove": EDIT,
    "draft-cite": EDIT,
    "draft-cite-new": EDIT,
    "draft-citation-edit": EDIT,
    "draft-citation-remove": EDIT,
    "draft-measure": READ,
    "draft-measure-add": EDIT,
    "draft-measure-edit": EDIT,
    "draft-measure-remove": EDIT,
    "draft-result-add": EDIT,
    "draft-result-edit": EDIT,
    "draft-result-remove": EDIT,
    "draft-theory": READ,
    "draft-theory-begin": Row(ONLY_POST, EDITORS_SENT, Permission.EDIT),
    "draft-node-add": EDIT,
    "draft-node-edit": EDIT,
    "draft-node-remove": EDIT,
    "draft-arrow-add": EDIT,
    "draft-arrow-edit": EDIT,
    "draft-arrow-remove": EDIT,
    "draft-assessments": READ,
    "draft-assessment": READ,
    "draft-assessment-add": EDIT,
    "draft-assessment-edit": EDIT,
    "draft-assessment-remove": EDIT,
    "draft-assessment-sign": Row(LEAD, LEAD_SENT, Permission.SIGN_EQUALITY),
    "draft-impact-add": EDIT,
    "draft-impact-edit": EDIT,
    "draft-impact-remove": EDIT,
    "draft-mitigation-add": EDIT,
    "draft-mitigation-edit": EDIT,
    "draft-mitigation-remove": EDIT,
    "draft-stakeholders": READ,
    "draft-stakeholder-add": EDIT,
    "draft-stakeholder-edit": EDIT,
    "draft-stakeholder-remove": EDIT,
    "draft-comments": READ,
    "draft-comment": Row(SPEAKERS, SPEAKERS_SENT, Permission.COMMENT),
    "draft-respond": Row(EDITORS, EDITORS_SENT, Permission.RESPOND),
    "draft-hide": Row(EDITORS, EDITORS_SENT, Permission.RESPOND),
    "draft-show": Row(ONLY_POST, EDITORS_SENT, Permission.RESPOND),
    "draft-member-remove": Row(LEAD, LEAD_SENT, Permission.MANAGE_MEMBERS),
    "api-index": PUBLIC,
    "api-places": PUBLIC,
    "api-place": PUBLIC,
    "api-plans": PUBLIC,
    "api-plan": PUBLIC,
    "api-editions": PUBLIC,
    "api-latest": Row(SENT_ON),
    "api-edition": PUBLIC,
    "api-outcomes": PUBLIC,
    "api-outcomes-one": PUBLIC,
    "api-latest-outcomes": Row(SENT_ON),
    "api-needs": PUBLIC,
    "api-needs-one": PUBLIC,
    "api-latest-needs": Row(SENT_ON),
    "api-indicators": PUBLIC,
    "api-indicators-one": PUBLIC,
    "api-latest-indicators": Row(SENT_ON),
    "api-pieces": PUBLIC,
    "api-pieces-one": PUBLIC,
    "api-latest-pieces": Row(SENT_ON),
    "api-evidence": PUBLIC,
    "api-evidence-one": PUBLIC,
    "api-thread": PUBLIC,
    "api-thread-one": PUBLIC,
    "api-latest-evidence": Row(SENT_ON),
    "api-evidence-gaps": PUBLIC,
    "api-evidence-gaps-one": PUBLIC,
    "api-latest-evidence-gaps": Row(SENT_ON),
    "api-judgements": PUBLIC,
    "api-judgements-one": PUBLIC,
    "api-latest-judgements": Row(SENT_ON),
    "api-theory": PUBLIC,
    "api-latest-theory": Row(SENT_ON),
    "api-schema": PUBLIC,
    "api-docs": PUBLIC,
    "api-plan-content": PUBLIC,
    "api-plan-content-version": PUBLIC,
    "api-nowhere": Row(NOT_FOUND),
    "account_login": Row(NOT_SIGNED_IN),
    "account_logout": Row(("go", "200", "200", "200", "200", "200")),
    "account_inactive": PUBLIC,
    # Nobody signs themselves up: the page says so.
    "account_signup": Row(NOT_SIGNED_IN),
    "account_reauthenticate": ACCOUNT,
    "account_email": ACCOUNT,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": ACCOUNT,
    "account_set_password": Row(("in", "go", "go", "go", "go", "go")),
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": Row(("in", "go", "go", "go", "go", "go")),
    "account_confirm_email": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_reset_password_done": PUBLIC,
}
ROUTES = routes()
# Every kind of item has a history and a way back, alike: open to the same people.
for _route in ROUTES:
    if _route.written.endswith(("/history/", "/removed/")):
        TABLE[_route.name] = READ
    elif _route.written.endswith("/history/<int:state>/restore/"):
        TABLE[_route.name] = EDIT
BY_NAME = {route.name: route for route in ROUTES}
WRITING = sorted(name for name, row in TABLE.items() if row.post)
# allauth's own forms are tested in test_account_pages.py.
READING = sorted(
    name for name, row in TABLE.items() if not row.post and not name.startswith("account_")
)
DRAFTS = sorted(name for name, row in TABLE.items() if row.needs)


def _cell(response: Any) -> str:
    if response.streaming:
        b"".join(response.streaming_content)  # a file is sent from an open one
    if response.status_code not in (301, 302, 303, 307, 308):
        return str(response.status_code)
    where = response.headers["Location"]
    return "in" if where.startswith("/accounts/login/") else "go"


def test_every_route_has_a_name_of_its_own() -> None:
    names = [route.name for route in ROUTES]
    assert "" not in names
    assert len(names) == len(set(names))


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(BY_NAME) - set(TABLE) == set(), "routes that nobody said who they are for"
    assert set(TABLE) - set(BY_NAME) == set(), "rows whose route is gone"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_table_and_the_view_name_the_same_permission(route: Route) -> None:
    assert getattr(route.view, "permission", None) == TABLE[route.name].needs


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_page_of_a_draft_asks_for_a_permission(route: Route) -> None:
    in_a_draft = route.written.startswith("draft/")
    assert in_a_draft == hasattr(route.view, "permission")


@pytest.mark.parametrize("name", DRAFTS)
def test_the_table_agrees_with_what_the_roles_may_do(name: str) -> None:
    row = TABLE[name]
    assert row.needs is not None
    for role, cell in zip(ROLES[2:], row.get[2:], strict=True):
        if cell != "405":
            assert (cell == "403") == (row.needs not in ROLES_OF_A_PLAN[role].permissions)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_may_open_it(world: World, name: str) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    before = audit_count()
    got = tuple(_cell(world.ours.client(role).get(address)) for role in ROLES)
    assert got == TABLE[name].get
    assert audit_count() == before, "looking at a page must not write"


@pytest.mark.parametrize("name", WRITING)
def test_who_may_write_it(world: World, name: str, trial: Trial) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    row = TABLE[name]
    assert row.post is not None
    for role, expected in zip(ROLES, row.post, strict=True):
        with trial():
            data = answers_for(name, world.ours)
            _prepare(name, world.ours)
            before = audit_count()
            response = world.ours.client(role).post(address, data)
            assert _cell(response) == expected, f"{role}: {said(response)}"
            wrote = audit_count() > before
            assert wrote == (row.trail and expected in ("go", "200")), (
                f"{role}: written and answered do not agree"
            )


def _prepare(name: str, place: Place) -> None:
    """Publishing needs something new to publish, a decision a plan that was sent for one."""
    needed = {
        "draft-publish": {"title": "Something new"},
        "draft-decision-record": {"status": "for_decision"},
    }
    if name in needed:
        type(place.plan).drafts.filter(pk=place.plan.pk).update(**needed[name])


@pytest.mark.parametrize("name", READING)
def test_a_page_that_does_not_write_does_not_write(world: World, name: str, trial: Trial) -> None:
    address = world.address(name, BY_NAME[name].parameters)
    for role in ("anonymous", "viewer", "lead"):
        with trial():
            before = audit_count()
            response = world.ours.client(role).post(address, {"title": "x"})
            assert _cell(response) in ("200", "go", "in", "403", "404", "405")
            assert audit_count() == before


@pytest.mark.parametrize("name", DRAFTS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_places_draft_is_not_there(
    world: World, name: str, method: str, trial: Trial
) -> None:
    """Members of one plan, and its lead above all, do not learn that another plan exists."""
    address = world.address(name, BY_NAME[name].parameters, place=world.theirs)
    expected = "405" if method == "get" and TABLE[name].get == ONLY_POST else "404"
    for role in ("lead", "commissioner", "viewer"):
        with trial():
            data = answers_for(name, world.theirs) if TABLE[name].post else {}
            before = audit_count()
            response = getattr(world.ours.client(role), method)(address, data)
            assert _cell(response) == expected
            assert audit_count() == before


def test_an_unpublished_plan_is_not_public(world: World) -> None:
    for name in (
        "plan",
        "edition",
        "edition-file",
        "edition-chart",
        "edition-changes",
        "edition-thread",
        "id-plan",
    ):
        address = world.address(name, BY_NAME[name].parameters, place=world.theirs)
        for role in ROLES:
            assert _cell(world.ours.client(role).get(address)) == "404"
