"""What no honest browser sends, on every form and address: refused or cleaned, never a 500, never
stored by half, never run.

The forms come from the URLconf by way of the permission matrix, the fields from the forms.
"""

import html
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.test import Client

from outcomes.models import Need
from scp.plans.models import Autosave
from tests.factories.outcomes import EvidenceFactory, NeedFactory, OutcomeFactory
from tests.factories.procurement import PortfolioFactory
from tests.integration.answers import answers_for, day
from tests.integration.conftest import Trial
from tests.integration.routes import routes
from tests.integration.test_permission_matrix import TABLE
from tests.integration.world import Place, World, audit_count, said, who_may

pytestmark = pytest.mark.django_db

BY_NAME = {route.name: route for route in routes()}
# Forms with fields that somebody types in: removing, showing again and retrying have none.
FORMS = sorted(
    name
    for name, row in TABLE.items()
    if row.post and not name.endswith(("-remove", "-show", "-retry", "-import", "-begin"))
)
# What is kept as it is typed is no page: it has tests of its own.
UNTYPED = ("draft-hide", "draft-members", "draft-autosave", "draft-workbook-confirm")
TYPED = [name for name in FORMS if name not in UNTYPED]
EDITS = sorted(name for name in FORMS if name.endswith("-edit") or name == "draft-about")
TEXT_FIELDS = ("title", "statement", "body", "summary", "text", "response", "reason", "rationale")
SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'><b>bold</b>"
REFUSED = (400, 404, 409, 413, 422)


@pytest.fixture
def lead(world: World) -> Client:
    return world.ours.client("lead")


def post(world: World, name: str, data: dict[str, Any], client: Client | None = None) -> Any:
    address = world.address(name, BY_NAME[name].parameters)
    return (client or world.ours.client(who_may(name))).post(address, data)


def post_raw(world: World, name: str, data: dict[str, Any]) -> Any:
    """As bytes on the wire, half surrogate pairs too, which no encoder would let through."""
    body = "&".join(
        f"{quote_plus(field)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for field, values in data.items()
        for value in (values if isinstance(values, list) else [values])
    )
    address = world.address(name, BY_NAME[name].parameters)
    kind = "application/x-www-form-urlencoded"
    return world.ours.client(who_may(name)).post(address, body, content_type=kind)


def texts_of(data: dict[str, Any]) -> list[str]:
    """The answers in which anything can be typed: none that chooses, counts or dates."""
    typed = {"name", "who", "publisher", "source", "unit", "note", *TEXT_FIELDS}
    # An arrow's source is a step of the plan, by its key.
    return [field for field in data if field in typed and not str(data[field]).isdecimal()]


# --- Text that cannot be kept -------------------------------------------------------------------


CANNOT_BE_KEPT = ["a\x00b", "a\x1bb", "\ud800", "\x00"]


@pytest.mark.parametrize("name", [name for name in FORMS if name != "draft-autosave"])
@pytest.mark.parametrize("text", CANNOT_BE_KEPT, ids=ascii)
def test_text_that_cannot_be_kept_is_refused_in_every_field(
    world: World, name: str, text: str, trial: Trial
) -> None:
    """Also in choices, dates, numbers and the version: none may reach the database driver."""
    for field in answers_for(name, world.ours):
        with trial():
            before = audit_count()
            response = post_raw(world, name, {**answers_for(name, world.ours), field: text})
            # 200: the piece is added, and the outcome's form comes back.
            kept = response.status_code in (200, 302)
            assert kept or response.status_code in REFUSED, f"{field}: {said(response)}"
            if kept:
                # Half a surrogate pair cannot be sent: what arrives is U+FFFD, which can be kept.
                # A version that is none counts as a stale one: nothing is done.
                may_be_kept = "\ud800" in text and field != "version"
                assert may_be_kept or audit_count() == before, f"{field}: stored"
            else:
                assert audit_count() == before


@pytest.mark.parametrize("text", CANNOT_BE_KEPT, ids=ascii)
def test_what_is_kept_while_typing_is_without_what_cannot_be_kept(
    world: World, text: str, trial: Trial
) -> None:
    """It is no save: nothing is refused, and no event says that anything was written."""
    with trial():
        before = audit_count()
        response = post_raw(
            world, "draft-autosave", {"statement": f"People{text}", "version": text}
        )
        assert response.status_code == 204, said(response)
        assert audit_count() == before
        kept = Autosave._base_manager.get(form="need/N1")
        left = "".join(letter for letter in text if letter.isalpha())
        # U+FFFD stands where it was.
        assert kept.answers["statement"][0].replace("\ufffd", "") == f"People{left}"
        assert kept.seen_version == 0


def test_a_megabyte_of_typing_is_not_kept(world: World, trial: Trial) -> None:
    with trial():
        response = post(world, "draft-autosave", {"statement": "x" * 1_000_000})
        assert response.status_code == 413
        assert not Autosave._base_manager.exists()


@pytest.mark.parametrize("name", TYPED)
def test_a_megabyte_of_text_is_refused(world: World, name: str, trial: Trial) -> None:
    data = answers_for(name, world.ours)
    for field in texts_of(data):
        with trial():
            before = audit_count()
            response = post(world, name, {**data, field: "x" * 1_000_000})
            assert response.status_code == 422, f"{field}: {said(response)[:500]}"
            assert "characters or fewer" in response.content.decode()
            assert audit_count() == before


@pytest.mark.parametrize("name", FORMS)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(world: World, name: str) -> None:
    data = {"title": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    before = audit_count()
    response = post(world, name, data)
    assert response.status_code in (400, 413)
    assert audit_count() == before


def test_a_thousand_and_one_fields_are_refused(world: World) -> None:
    data = {f"field{n}": "x" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert post(world, "draft-need-add", data).status_code == 400


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("multipart/form-data", 400),
        ("multipart/form-data; boundary=", 400),
        # Django reads no answers from other kinds: what comes back is the form, to be filled in.
        ("application/json", 200),
        ("text/plain", 200),
    ],
)
def test_a_body_that_is_no_form_stores_nothing(
    world: World, lead: Client, kind: str, status: int
) -> None:
    address = world.address("draft-need-add", frozenset({"slug"}))
    before = audit_count(), Need._base_manager.count()
    body = b'{"statement": "Stored", "who": "Nobody"}\xff'
    response = lead.post(address, body, content_type=kind)
    assert response.status_code == status
    assert (audit_count(), Need._base_manager.count()) == before
    assert "Stored" not in response.content.decode()


# --- Answers that nobody was offered ------------------------------------------------------------


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("version", ["", "abc", "-1", "0", "1.5", "9" * 30, "1e3", "٣"])
def test_a_version_that_is_none_changes_nothing(
    world: World, name: str, version: str, trial: Trial
) -> None:
    with trial():
        before = audit_count()
        response = post(world, name, {**answers_for(name, world.ours), "version": version})
        assert response.status_code in (409, 422), said(response)
        assert audit_count() == before


@pytest.mark.parametrize("version", ["", "abc", "-1", "0", "1.5", "9" * 30])
# A membership has no version: it is one row that is there or not.
@pytest.mark.parametrize(
    "name", sorted(n for n in TABLE if n.endswith("-remove") and n != "draft-member-remove")
)
def test_nothing_is_removed_by_a_version_that_is_none(
    world: World, name: str, version: str, trial: Trial
) -> None:
    with trial():
        before = audit_count()
        response = post(world, name, {"version": version})
        assert response.status_code in (302, 409, 422)  # back to the item, with the reason
        assert audit_count() == before


CHOICES = (
    ("draft-section-add", "kind"),
    ("draft-evidence-add", "type"),
    ("draft-need-add", "source_kinds"),
    ("draft-outcome-add", "theme"),
    ("draft-indicator-add", "polarity"),
    ("draft-indicator-add", "value_type"),
    ("draft-piece-add", "state"),
    ("draft-contribution-add", "strength"),
    ("draft-measure-add", "type"),
    ("draft-cite", "relation"),
    ("draft-cite-new", "relation"),
    ("draft-citation-edit", "relation"),
    ("draft-node-add", "kind"),
    ("draft-stakeholder-add", "kind"),
    ("draft-members", "role"),
    ("draft-respond", "decision"),
    ("draft-hide", "reason"),
)


@pytest.mark.parametrize(
    "choice", ["no-such-choice", "99", "", "Draft' OR '1'='1", "[object Object]"]
)
@pytest.mark.parametrize(("name", "field"), CHOICES)
def test_a_choice_that_was_not_offered_is_refused(
    world: World, name: str, field: str, choice: str, trial: Trial
) -> None:
    with trial():
        before = audit_count()
        response = post(world, name, {**answers_for(name, world.ours), field: choice})
        assert response.status_code == 422, said(response)
        assert audit_count() == before


def strangers(place: Place) -> dict[tuple[str, str], Any]:
    """Choices of rows, with a row that is another plan's."""
    plan = place.plan
    return {
        ("draft-piece-add", "portfolio"): PortfolioFactory(plan=plan),
        ("draft-contribution-add", "outcome"): OutcomeFactory(plan=plan),
        ("draft-contribution-add", "evidence"): EvidenceFactory(plan=plan),
        ("draft-cite", "evidence"): EvidenceFactory(plan=plan),
        ("draft-node-add", "piece"): place.items["piece"],
        ("draft-arrow-add", "source"): place.items["node"],
        ("draft-arrow-add", "evidence"): place.items["evidence"],
        ("draft-outcome-add", "needs"): NeedFactory(plan=plan),
        ("draft-outcome-edit", "indicators"): place.items["indicator"],
        ("draft-need-edit", "supported_by"): place.items["evidence"],
        ("draft-need-add", "contradicted_by"): place.items["evidence"],
    }


def test_another_plans_row_cannot_be_chosen(world: World, trial: Trial) -> None:
    for (name, field), row in strangers(world.theirs).items():
        with trial():
            before = audit_count()
            response = post(world, name, {**answers_for(name, world.ours), field: str(row.pk)})
            assert response.status_code == 422, f"{name} {field}: {said(response)}"
            assert audit_count() == before
            assert str(row) not in html.unescape(response.content.decode()), "and is not named"


@pytest.mark.parametrize("pk", ["0", "-1", "abc", "9" * 30, "1;2", "1 OR 1=1", "None", "1.0"])
def test_a_row_that_is_none_cannot_be_chosen(world: World, pk: str, trial: Trial) -> None:
    for name, field in strangers(world.ours):
        with trial():
            response = post(world, name, {**answers_for(name, world.ours), field: pk})
            assert response.status_code == 422, f"{name} {field}: {said(response)}"


@pytest.mark.parametrize(
    "date", ["31 2 2027", "0 0 0", "1 13 2027", "99 99 9999", "x y z", "1 1 99999", "-1 1 2027"]
)
def test_a_date_that_is_none_is_refused(world: World, date: str, trial: Trial) -> None:
    day, month, year = date.split()
    answers = {"due_on-day": day, "due_on-month": month, "due_on-year": year}
    with trial():
        data = {**answers_for("draft-target-add", world.ours), **answers}
        assert post(world, "draft-target-add", data).status_code == 422


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e400", "1" * 40, "0.12345678", "=1+1", "½"])
def test_a_number_that_is_none_is_refused(world: World, value: str, trial: Trial) -> None:
    with trial():
        data = {**answers_for("draft-target-add", world.ours), "value": value}
        assert post(world, "draft-target-add", data).status_code == 422


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_an_address_that_would_run_or_read_is_refused(world: World, url: str, trial: Trial) -> None:
    with trial():
        data = {**answers_for("draft-evidence-add", world.ours), "url": url}
        assert post(world, "draft-evidence-add", data).status_code == 422


# --- Markup -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TYPED)
def test_markup_is_shown_as_it_was_typed(world: World, name: str, trial: Trial) -> None:
    """Stored or refused, it is text: no tag of it is a tag of a page."""
    for field in texts_of(answers_for(name, world.ours)):
        with trial():
            data = {**answers_for(name, world.ours), field: SCRIPT}
            response = world.ours.client("lead").post(
                world.address(name, BY_NAME[name].parameters), data, follow=True
            )
            assert response.status_code in (200, 422), f"{field}: {said(response)}"
            check_harmless(response.content.decode())


PAGES = (
    *("draft", "draft-preview", "draft-readiness", "draft-thread"),
    *("draft-comments", "draft-members", "home"),
)


def test_markup_everywhere_at_once_runs_nowhere(world: World, trial: Trial) -> None:
    """Every text of the plan is an attack, then every page is read, the public ones too."""
    lead = world.ours.client("lead")
    with trial():
        for name in (n for n in FORMS if n.endswith("-edit")):
            data = answers_for(name, world.ours)
            data.update(dict.fromkeys(texts_of(data), SCRIPT))
            if name == "draft-break-edit":
                # Its day is its address, which is read below.
                data.update(day("on", "1 9 2021"))
            assert post(world, name, data).status_code == 302, name
        post(world, "draft-comment", {"text": SCRIPT})
        published = post(world, "draft-publish", {"reason": SCRIPT})
        assert published.status_code == 302, said(published)
        pages = [n for n, row in TABLE.items() if n.startswith("draft-") and row.get[-1] == "200"]
        addresses = [world.address(n, BY_NAME[n].parameters) for n in (*PAGES, *pages)]
        slug = world.ours.plan.slug
        addresses += [f"/plans/{slug}/", f"/plans/{slug}/editions/2/"]
        addresses += [f"/plans/{slug}/editions/2/changes/"]
        for address in addresses:
            response = lead.get(address)
            assert response.status_code == 200, address
            if response.headers["Content-Type"].startswith("text/html"):
                check_harmless(response.content.decode())


class Tags(HTMLParser):
    """The tags of a page as a browser would read them, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_harmless(page: str) -> None:
    """Our own script is a file of ours; there is no other, and nothing that calls one."""
    for tag, attributes in Tags(page).found:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag != "b", "markup that was typed is markup of the page"
        if tag in ("script", "img", "iframe", "object", "embed", "link"):
            address = attributes.get("src") or attributes.get("href") or ""
            assert address.startswith(("/static/", "/plans/", "data:image/")), (tag, attributes)


@pytest.mark.parametrize(
    "page",
    [
        SCRIPT,
        "<p onclick=x>",
        "<img src='https://elsewhere.example/a.png'>",
        "<script src='https://elsewhere.example/a.js'></script>",
    ],
)
def test_the_check_for_harm_notices_harm(page: str) -> None:
    with pytest.raises(AssertionError):
        check_harmless(page)


# --- Addresses ----------------------------------------------------------------------------------

REFERENCES = (
    "../../etc",
    "..%2F..%2Fetc",
    "O0",
    "O-1",
    "o1",
    "N1",
    "O1x",
    "O%00",
    "O99999999",
    "ÖÖ",
)


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("kind", ["outcomes", "pieces", "sections", "evidence-library"])
def test_a_reference_that_is_none_is_not_found(
    world: World, lead: Client, kind: str, reference: str
) -> None:
    for verb in ("", "edit/", "remove/"):
        address = f"/draft/{world.ours.plan.slug}/{kind}/{reference}/{verb}"
        assert lead.get(address).status_code == 404, address


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_public_reference_that_is_none_is_not_found(world: World, reference: str) -> None:
    if reference == "N1":  # which is a need, and published
        return
    assert Client().get(f"/id/{world.ours.plan.slug}/{reference}").status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "-1", "abc", "9" * 30])
def test_an_edition_that_is_none_is_not_found(world: World, number: str) -> None:
    for page in ("", "changes/", "plan.pdf"):
        address = f"/plans/{world.ours.plan.slug}/editions/{number}/{page}"
        assert Client().get(address).status_code == 404, address


@pytest.mark.parametrize("page", ["-1", "0", "9999", "abc", "9" * 30, "1.5", "\x00", "", "١"])
@pytest.mark.parametrize("address", ["/", "/plans/ours/", "/draft/ours/needs/", "/draft/ours/"])
def test_a_page_number_that_is_none_shows_the_nearest(
    lead: Client, address: str, page: str
) -> None:
    for parameter in ("page", "mine", "show"):
        response = lead.get(address, {parameter: page})
        assert response.status_code == 200


@pytest.mark.parametrize("address", ["/%", "/%ff", "/draft/%00/", "/" + "a" * 5000])
def test_an_address_that_is_none_is_not_found(lead: Client, address: str) -> None:
    assert lead.get(address).status_code in (400, 404)


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_sign_in_leads_nowhere_else(world: World, next_page: str) -> None:
    from tests.factories.accounts import PASSWORD

    data = {"login": world.ours.cast.lead.email, "password": PASSWORD, "next": next_page}
    response = Client().post(f"/accounts/login/?next={next_page}", data)
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


# --- Who sent it --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(n for n, row in TABLE.items() if row.post))
def test_a_form_without_its_token_changes_nothing(world: World, name: str, trial: Trial) -> None:
    strict = Client(enforce_csrf_checks=True)
    with trial():
        strict.force_login(world.ours.cast.lead)
        before = audit_count()
        response = post(world, name, answers_for(name, world.ours), strict)
        assert response.status_code == 403
        assert response.content.decode().count("<h1") == 1
        assert audit_count() == before


def test_a_broken_token_or_cookie_is_explained(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "broken"
    strict.cookies[settings.SESSION_COOKIE_NAME] = "x" * 4000
    response = post(world, "draft-need-add", {"csrfmiddlewaretoken": "\x00" * 64}, strict)
    assert response.status_code == 403
    assert response.content.decode().count("<h1") == 1
