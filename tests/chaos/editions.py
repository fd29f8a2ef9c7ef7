"""Sixty editions that want their PDF, and what became of them."""

import hashlib
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from scp.accounts.models import User
from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.plans.models import Plan
from scp.publication import content as doc
from scp.publication.actions import editions
from scp.publication.models import Edition, Rendering, RenderingKind
from scp.publication.tasks import RENDER
from tests.factories import content as documents
from tests.factories.accounts import OfficerFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of


@dataclass(frozen=True)
class Tally:
    """What the database and the file storage say of the jobs asked for."""

    jobs: int
    done: int
    failed: int
    lost: int
    duplicates: int
    executions: int


def let_duplicates_show() -> None:
    """Drop the rule that refuses a second result, so that one would be counted, not refused."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publication_rendering DROP CONSTRAINT one_rendering_a_kind")


def make_jobs(first: int, last: int) -> None:
    """Publish editions `first` to `last` of one plan; each leaves a job for its PDF."""
    plan = Plan.drafts.filter(slug="chaos").first() or PlanFactory(slug="chaos")
    lead = User.objects.first() or OfficerFactory()
    base = documents.small()
    for number in range(first, last + 1):
        content = base.model_copy(update={"edition": documents.edition(number)})
        with transaction.atomic():
            editions.enqueue_form(
                edition=_store(plan, content, lead), kind=RenderingKind.PDF, by=lead
            )


def _store(plan: Plan, content: doc.PlanContent, lead: User) -> Edition:
    return edition_of(
        plan,
        content,
        reason="To see whether its PDF gets lost",
        published_at=timezone.now(),
        published_by=lead,
    )


def done_count() -> int:
    return Job.objects.filter(kind=RENDER, state=State.DONE).count()


def tally() -> Tally:
    """Lost: an edition without a whole PDF, whatever its job says. Duplicates: results recorded
    beyond one an edition. Executions: how often a worker began."""
    jobs = Job.objects.filter(kind=RENDER)
    rows = Rendering.objects.values("edition").annotate(n=Count("pk"))
    return Tally(
        jobs=jobs.count(),
        done=jobs.filter(state=State.DONE).count(),
        failed=jobs.filter(state=State.FAILED).count(),
        lost=Edition.objects.count() - len(_with_a_whole_pdf()),
        duplicates=sum(row["n"] - 1 for row in rows),
        executions=jobs.aggregate(n=Sum("attempts"))["n"] or 0,
    )


def _with_a_whole_pdf() -> set[int]:
    return {row.edition_id for row in Rendering.objects.all() if _is_whole(row)}


def _is_whole(row: Rendering) -> bool:
    if not default_storage.exists(row.file_name):
        return False
    with default_storage.open(row.file_name) as file:
        body = file.read()
    return body.startswith(b"%PDF-") and hashlib.sha256(body).hexdigest() == row.sha256
