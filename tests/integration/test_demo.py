"""The demonstration: loaded by the command that `make demo` runs, and honest in every figure."""

import csv
import hashlib
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings
from django_scopes import scope

from demo import load as demo
from demo.cast import PASSWORD
from demo.figures import Figures, NoSuchFigure
from outcomes.models import Evidence, Indicator, LibraryVersion, Observation, Target
from scp.accounts.models import User
from scp.accounts.permissions import ROLES
from scp.api.v1 import frozen
from scp.core import audit
from scp.core.models import AuditEvent
from scp.jobs import claims, tasks
from scp.jobs.models import Job
from scp.plans.models import Membership, Plan
from scp.publication import tasks as tasks_of_publication
from scp.publication.assembly import assemble
from scp.publication.content import PlanContent
from scp.publication.diff import diff
from scp.publication.models import Edition, Rendering
from scp.publication.queries import edition_content_get
from scp.publication.readiness import blocking, gaps
from scp.publication.thread import broken
from tests.unit.publication.printed import failures

ROOT = Path(__file__).resolve().parents[2]
FIGURE = re.compile(r"(?<![\w/.])(\d[\d,]*(?:\.\d+)?%|\d[\d,]*\.\d+)")
# The one figure that is not in the data files; data/trafford/notes.md has its source.
SURVEY = "77"

WRITTEN = {"plan", "sections", "evidence", "needs", "outcomes", "portfolios", "pieces", "comments"}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loading(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command printed. It is run once, in a transaction around those of the tests."""
    printed = io.StringIO()
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMONSTRATION=True):
        with redirect_stdout(printed):
            assert demo.main([]) == 0
        yield printed.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loading: str, settings: Any) -> str:
    settings.DEMONSTRATION = True
    return loading


@pytest.fixture
def plan(loaded: str) -> Plan:
    return Plan.objects.get(slug="trafford")


@pytest.fixture
def edition(plan: Plan) -> PlanContent:
    return edition_content_get(Edition.objects.get(plan=plan))


def rows_stored() -> list[int]:
    models = (AuditEvent, User, Edition, Observation, Job, Plan)
    return [model._base_manager.count() for model in models]


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def figures(text: str) -> set[str]:
    without_addresses = re.sub(r"https?://\S+|\b10\.\d{4,}/\S+", "", text)
    return {found.rstrip("%").replace(",", "") for found in FIGURE.findall(without_addresses)}


# --- Loading ------------------------------------------------------------------------------------


def test_says_what_it_does(loaded: str) -> None:
    assert "474 added" in loaded
    assert "73 indicators, 1,742 observations" in loaded
    assert re.search(r"published; SHA-256 [0-9a-f]{64}\.", loaded)


def test_the_council_lends_an_outcome_and_an_indicator(loaded: str) -> None:
    lent = LibraryVersion.objects.values_list("entry__kind", "entry__organisation__name", "number")
    assert set(lent) == {("outcome", "Trafford Council", 1), ("indicator", "Trafford Council", 1)}


def test_running_it_again_changes_nothing(loaded: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = rows_stored()
    assert demo.main([]) == 0
    assert "left as it is" in capsys.readouterr().out
    assert rows_stored() == before


def test_refuses_an_installation_that_is_not_a_demonstration(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMONSTRATION = False
    before = rows_stored()
    for arguments in ([], ["--cast"], ["--wait"]):
        assert demo.main(arguments) == 1
        refusal = capsys.readouterr()
        assert "SCP_DEMONSTRATION=1" in refusal.err
        assert refusal.out == ""
    assert rows_stored() == before


def test_the_cast_can_sign_in_with_the_password_that_is_printed(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--cast"]) == 0
    printed = capsys.readouterr().out
    assert PASSWORD in printed
    for user in User.objects.all():
        assert user.email in printed
        assert authenticate(None, email=user.email, password=PASSWORD) == user


def test_every_role_is_cast_and_nobody_has_the_name_of_a_person(plan: Plan) -> None:
    with scope(plan=plan):
        roles = Counter(Membership.objects.values_list("role", flat=True))
    assert set(roles) == set(ROLES)
    assert roles["lead"] == 1
    for user in User.objects.all():
        assert user.name.startswith("Demo ")
        assert user.email.endswith("@demo.example")


def test_the_audit_trail_is_whole(plan: Plan) -> None:
    assert list(audit.verify()) == []


# --- What the plan holds ------------------------------------------------------------------------


def test_it_is_labelled_as_not_the_councils(edition: PlanContent) -> None:
    assert edition.plan.illustrative_notice == (
        "Illustrative demonstration. Not Trafford Council's plan."
    )


def test_it_has_what_a_plan_of_this_kind_has(edition: PlanContent) -> None:
    assert len(edition.outcomes) == 5
    assert {outcome.theme for outcome in edition.outcomes} == {
        "social",
        "economic",
        "environmental",
    }
    assert len(edition.needs) >= 12
    assert len(edition.portfolios) == 3
    assert len(edition.pieces) >= 8
    assert all(piece.contributions for piece in edition.pieces)
    linked = {reference for outcome in edition.outcomes for reference in outcome.indicators}
    assert 12 <= len(linked) <= 20
    assert len(edition.indicators) == 73


def test_at_least_thirty_sources_are_real_and_say_when_and_where(edition: PlanContent) -> None:
    real = [row for row in edition.evidence if row.type != "lived_experience"]
    whole = [
        row for row in real if row.published_on and row.url and row.licence and row.accessed_on
    ]
    assert len(whole) >= 30
    assert {row.title for row in real if not row.published_on} == {
        "Scrutiny minute on the Corporate Plan, with the result of the summer 2024 survey"
    }
    assert sum(bool(row.key_figure and row.key_figure.value is not None) for row in real) >= 20
    assert all(row.limitations for row in edition.evidence if not row.key_figure or not row.url)


def test_the_thread_is_unbroken_but_for_what_is_admitted(edition: PlanContent) -> None:
    """Of the links that may be missing, one is: a result that is not due yet."""
    found = [finding for finding in broken(edition) if finding.severity == "warns"]
    assert blocking(edition) == ()
    missing = {"need_without_outcome", "claim_only_contradicted", "indicator_without_owner"}
    assert not missing & {finding.code for finding in found}
    assert not [finding for finding in found if finding.code == "evidence_uncited"]
    assert [f.code for f in found if f.code.startswith("measure")] == ["measure_without_result"]


def test_everything_that_a_plan_can_say_of_its_why_is_said_once(edition: PlanContent) -> None:
    rated = {rating.scale for row in edition.evidence for rating in row.ratings}
    assert rated >= {"nesta", "maryland_sms", "eif", "grade", "lived_reach", "lived_consent"}
    assert all(need.confidence and need.owner and need.places for need in edition.needs)
    assert {need.confidence for need in edition.needs} == {
        "strong",
        "moderate",
        "limited",
        "absent",
    }
    for outcome in edition.outcomes:
        frameworks = {goal.framework for goal in outcome.goals}
        assert len(frameworks) == 2, outcome.reference
        assert outcome.owner
        assert outcome.horizon
    assert any(outcome.other_themes for outcome in edition.outcomes)
    assert len(edition.evidence_gaps) >= 3
    linked = {reference for outcome in edition.outcomes for reference in outcome.indicators}
    measured = [row for row in edition.indicators if row.reference in linked]
    assert all(row.owner and row.baseline for row in measured)
    assert sum(row.trajectory == "linear" for row in measured) >= 4
    assert sum(bool(row.story and row.next_actions) for row in edition.indicators) == 2
    types = Counter(measure.type for piece in edition.pieces for measure in piece.measures)
    assert set(types) == {"how_much", "how_well", "better_off"}
    assert sum(len(section.citations) for section in edition.sections) >= 4
    relations = {c.relation for row in edition.outcomes for c in row.citations}
    assert relations == {"supports", "contradicts", "gap"}


def test_the_theory_of_change_leads_from_every_piece_to_an_outcome(edition: PlanContent) -> None:
    assert {node.kind for node in edition.theory_nodes} == {
        "input",
        "activity",
        "output",
        "outcome",
        "impact",
    }
    shown = {node.piece for node in edition.theory_nodes if node.piece}
    assert shown == {piece.reference for piece in edition.pieces}
    assert all(arrow.assumption for arrow in edition.theory_arrows)


def test_a_need_under_every_outcome_is_voiced_by_citizens(edition: PlanContent) -> None:
    voiced = {need.reference for need in edition.needs if need.voiced_by_citizens}
    assert all(voiced & set(outcome.needs) for outcome in edition.outcomes)


def test_contradicting_evidence_is_shown(edition: PlanContent) -> None:
    relations = Counter(c.relation for need in edition.needs for c in need.citations)
    assert relations["contradicts"] >= 1


def test_the_outcome_without_a_measure_says_who_will_find_one(edition: PlanContent) -> None:
    (culture,) = [outcome for outcome in edition.outcomes if not outcome.indicators]
    assert culture.no_measure_yet is not None
    assert "Culture, sport and heritage" in culture.summary


def test_every_target_is_labelled_illustrative(plan: Plan) -> None:
    with scope(plan=plan):
        notes = set(Target.objects.values_list("note", flat=True))
    assert len(notes) == 1
    assert notes.pop().startswith("Illustrative:")


def test_invented_evidence_says_so_and_real_evidence_says_where_it_is(plan: Plan) -> None:
    with scope(plan=plan):
        rows = list(Evidence.objects.all())
    invented = [row for row in rows if row.type == "lived_experience"]
    assert invented
    for row in rows:
        marked = row.title.startswith("Illustrative:") and row.summary.startswith("Illustrative.")
        assert marked == (row in invented)
        assert bool(row.url) != (row in invented) or row.title.startswith("Annual Population")


def test_no_real_body_speaks(edition: PlanContent) -> None:
    persons = {"Resident", "Unpaid carer"}
    for comment in edition.comments:
        assert comment.made_by in persons or comment.made_by.endswith("(fictional)")


def test_some_comments_are_answered_and_some_are_not(edition: PlanContent) -> None:
    answered = [comment for comment in edition.comments if comment.response]
    assert len(answered) >= 5
    assert len(edition.comments) - len(answered) >= 2


# --- Figures ------------------------------------------------------------------------------------


def test_every_figure_in_the_texts_is_a_published_value(plan: Plan, edition: PlanContent) -> None:
    with scope(plan=plan):
        rows = Observation.objects.select_related("indicator")
        published = {
            f"{row.value:.{row.indicator.decimals}f}" for row in rows if row.value is not None
        }
        # What a need's figure points to is carried as exactly as it was published.
        published |= {f"{row.value.normalize():f}" for row in rows if row.value is not None}
    said = edition.model_dump(mode="json", include=WRITTEN)
    found = {figure for text in texts(said) for figure in figures(text)}

    assert len(found) >= 40
    assert found - published <= {SURVEY}
    assert SURVEY in found


def test_nobody_typed_a_figure() -> None:
    for path in sorted((ROOT / "demo").glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        typed = {figure for text in texts(content) for figure in figures(text)}
        assert typed <= {SURVEY}, path.name


def test_the_texts_say_what_the_file_says(edition: PlanContent) -> None:
    """One sentence checked against the file itself, without the importer between."""
    with (ROOT / "data" / "trafford" / "indicators.csv").open(encoding="utf-8") as file:
        row = next(
            row
            for row in csv.DictReader(file)
            if row["slug"] == "school_readiness" and "free school meal" in row["indicator"]
        )
    need = edition.needs[0]
    assert need.scale.startswith(f"{row['latest_value']}% of children with free school meals")
    assert f"{row['england_latest']}% of children with free school meals in England" in need.scale


@pytest.mark.parametrize(
    "text",
    [
        "{trafford nothing latest}",
        "{trafford school_readiness 1999/00}",
        "{england borough_wide_co2_emissions latest}",
        "{ref o.nothing}",
        "{trafford}",
        "{salford school_readiness latest}",
    ],
)
def test_a_figure_that_is_not_there_stops_the_loading(plan: Plan, text: str) -> None:
    with pytest.raises(NoSuchFigure):
        Figures(plan).text(text)


def test_a_baseline_is_the_latest_value(plan: Plan) -> None:
    with scope(plan=plan):
        indicator = Indicator.objects.get(code="trafford:inequality_life_expectancy:male")
    assert (indicator.baseline_period, f"{indicator.baseline_value:.1f}") == ("2022 - 24", "10.4")


# --- Edition 2 is ready to be published ---------------------------------------------------------


def test_the_draft_has_moved_on_and_nothing_blocks_edition_two(
    plan: Plan, edition: PlanContent
) -> None:
    draft = assemble(plan)
    changes = diff(draft, edition)

    assert blocking(draft) == ()
    assert Counter((change.kind, change.collection) for change in changes) == {
        ("changed", "needs"): 1,
        ("added", "pieces"): 1,
        ("changed", "comments"): 1,
    }
    assert {finding.code for finding in gaps(draft)} >= {
        "no_suitable_measure_yet",
        "comments_unanswered",
    }


# --- Its document -------------------------------------------------------------------------------


def test_the_printed_edition_meets_pdf_ua_and_carries_the_bytes_of_the_api(plan: Plan) -> None:
    edition = Edition.objects.get(plan=plan)
    record = tasks_of_publication.render({"edition_id": edition.pk, "kind": "pdf"})
    assert record is not None
    record()
    with default_storage.open(Rendering.objects.get(edition=edition).file_name) as file:
        pdf = file.read()
    frozen.forget()
    address = "/api/v1/plans/trafford/editions/1"
    answer = Client().get(address, headers={"accept-encoding": "identity"})

    assert failures(pdf) == []
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    with pikepdf.open(io.BytesIO(pdf)) as document:
        (name,) = document.attachments
        attached = document.attachments[name].get_file().read_bytes()
    assert name == "trafford-edition-0.1.json"
    assert attached == answer.content
    assert hashlib.sha256(attached).hexdigest() == edition.sha256


# --- Waiting for the PDF ------------------------------------------------------------------------


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_waiting_gives_up_in_time_and_says_how_the_job_stands(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo.main(["--wait", "--timeout", "0.3"]) == 1
    assert "not made within 0 seconds (job: Waiting)" in capsys.readouterr().err


# WeasyPrint leaves a font file to the garbage collector, which says so here or in a later test.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_waiting_ends_with_the_path_of_the_pdf(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    job = Job.objects.get(payload__kind="pdf")
    tasks.run(job_id=str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.last_error

    assert demo.main(["--wait"]) == 0
    path = Path(last_line(capsys.readouterr().out))
    assert path.is_absolute()
    assert path.read_bytes().startswith(b"%PDF-")


def test_waiting_ends_with_the_name_of_a_failure(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = claims.take(Job.objects.get(payload__kind="pdf").pk)
    assert claim is not None
    claim.fail("too_many_pages", "The plan has too many pages.")

    assert demo.main(["--wait"]) == 1
    assert "too_many_pages" in capsys.readouterr().err
