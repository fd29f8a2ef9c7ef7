"""Reads of published editions."""

import re
from dataclasses import dataclass
from typing import NamedTuple

import psycopg
from django.db import connection
from django.db.models import BinaryField, F, Func, IntegerField, Q, Value
from psycopg import sql

from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.plans.models import Override, Plan
from scp.publication.choices import RENDER
from scp.publication.content import PlanContent, from_bytes
from scp.publication.models import Edition, Rendering, RenderingKind

ENCODINGS = {"identity": "content", "gzip": "content_gzip", "br": "content_brotli"}

REFERENCE = re.compile(r"[A-Z]{1,4}-?[0-9]{1,9}")
# In the search for an item that was removed: the first is nearly always the one.
EDITIONS_READ = 50


@dataclass(frozen=True)
class StoredBytes:
    """An edition's bytes in one encoding, with the hash of the plain ones."""

    body: bytes
    encoding: str
    sha256: str


def edition_bytes_get(edition: Edition, encoding: str = "identity") -> StoredBytes:
    """Read stored bytes over PostgreSQL's binary protocol: Django's BinaryField reads them as
    hexadecimal text, which is 2.9 times slower."""
    column = ENCODINGS[encoding]
    connection.ensure_connection()
    # Django's own cursors bind on the client, and those cannot ask for binary results.
    with psycopg.Cursor(connection.connection) as cursor:
        query = sql.SQL("SELECT {} FROM publication_edition WHERE id = %s")
        cursor.execute(query.format(sql.Identifier(column)), [edition.pk], binary=True)
        ((body,),) = cursor.fetchall()
    return StoredBytes(bytes(body), encoding, edition.sha256)


def edition_content_get(edition: Edition) -> PlanContent:
    """The frozen document of an edition."""
    return from_bytes(edition_bytes_get(edition).body)


def labels_taken(plan: Plan) -> list[tuple[int, int]]:
    """The labels of a plan's editions, each as its two numbers."""
    return list(Edition.objects.filter(plan=plan).values_list("major", "minor"))


def editions_of(plan: Plan) -> list[Edition]:
    """Every edition of a plan, the last first, each with how it was withdrawn, if it was."""
    editions = Edition.objects.filter(plan=plan).select_related("withdrawal")
    return list(editions.order_by("-number"))


def latest_edition_get_optional(plan: Plan) -> Edition | None:
    """The edition that readers are led to: the last that was published and not withdrawn."""
    edition = Edition.objects.standing().filter(plan=plan).order_by("-number").first()
    if edition:
        edition.plan = plan  # known: its address must not cost a query
    return edition


def override_get_optional(plan: Plan, code: str, reference: str) -> Override | None:
    """The override of a gap that was not taken back, whether or not it still counts."""
    rows = Override._base_manager.filter(plan=plan, ended_at__isnull=True)
    found = rows.select_related("given_by").filter(code=code, reference=reference).first()
    if found:
        found.plan = plan
    return found


class Holding(NamedTuple):
    """Where an item is found: an edition, and the reference under which it stands there."""

    edition: Edition
    reference: str


def holding_get_optional(plan: Plan, reference: str) -> Holding | None:
    """The newest edition with an item of this reference, or with what it was merged or split into;
    None if no edition ever had it."""
    if not REFERENCE.fullmatch(reference):
        return None
    # An item's address ends with its reference, and what stands for it names it, so PostgreSQL
    # passes over editions with neither unread. A text may say so too: the document has the last
    # word.
    editions = Edition.objects.standing().filter(plan=plan)
    likely = editions.alias(
        address=_position_of(f'/{reference}"'), named=_position_of(f'"{reference}"')
    )
    likely = likely.filter(Q(address__gt=0) | Q(named__gt=0)).order_by("-number")
    for edition in likely[:EDITIONS_READ]:
        content = edition_content_get(edition)
        standing = content.stands_for(reference)
        if standing in content.by_reference:
            return Holding(edition, standing)
    return None


def _position_of(words: str) -> Func:
    """Where these words first stand in an edition's bytes, 0 if they do not."""
    return Func(
        Value(words.encode(), output_field=BinaryField()),
        F("content"),
        template="position(%(expressions)s)",
        arg_joiner=" IN ",
        output_field=IntegerField(),
    )


def document_job_key(edition: Edition, kind: str = RenderingKind.PDF) -> str:
    """The key of the one job that makes a form of an edition."""
    return f"{RENDER}:{edition.pk}:{kind}"


def document_job_get_optional(edition: Edition, kind: str = RenderingKind.PDF) -> Job | None:
    """The job that makes a form of an edition; None if it was never asked for."""
    return Job.objects.filter(unique_key=document_job_key(edition, kind)).first()


@dataclass(frozen=True)
class Form:
    """A form of an edition: the file, or, while there is none, the job that is to make it."""

    kind: RenderingKind
    rendering: Rendering | None
    job: Job | None


def forms_of(edition: Edition) -> tuple[Form, ...]:
    """Every form of an edition that is a file, made or not."""
    made = {rendering.kind: rendering for rendering in edition.renderings.all()}
    lacking = [kind for kind in RenderingKind if kind not in made]
    keys = {document_job_key(edition, kind): kind for kind in lacking}
    jobs = {keys[job.unique_key]: job for job in Job.objects.filter(unique_key__in=keys)}
    return tuple(Form(kind, made.get(kind), jobs.get(kind)) for kind in RenderingKind)


@dataclass(frozen=True)
class OpenDocument:
    """A form that is not there: its edition, and the job that failed or is not done yet."""

    edition: Edition
    kind: RenderingKind
    job: Job


@dataclass(frozen=True)
class Published:
    """A plan's latest edition, and the forms of any edition that failed or are still being made,
    those of the latest edition first."""

    latest: Edition | None
    documents: tuple[OpenDocument, ...]


def published_get(plan: Plan) -> Published:
    """What is published of a plan, without what was withdrawn: two queries."""
    jobs = Job.objects.about(plan.slug).filter(kind=RENDER)
    by_key = {job.unique_key: job for job in jobs.exclude(state__in=(State.DONE, State.CANCELLED))}
    asked = [job.payload["edition_id"] for job in by_key.values()]
    of_plan = Edition.objects.standing().filter(plan=plan).order_by("-number")
    editions = list(of_plan.filter(Q(pk__in=of_plan.values("pk")[:1]) | Q(pk__in=asked)))
    documents = []
    for edition in editions:
        edition.plan = plan  # known: its address must not cost a query
        documents += [
            OpenDocument(edition, kind, by_key[key])
            for kind in RenderingKind
            if (key := document_job_key(edition, kind)) in by_key
        ]
    return Published(next(iter(editions), None), tuple(documents))
