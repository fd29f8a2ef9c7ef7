"""Reads of published editions."""

import re
from dataclasses import dataclass

import psycopg
from django.db import connection
from django.db.models import BinaryField, F, Func, IntegerField, Value
from psycopg import sql

from scp.jobs.choices import State
from scp.jobs.models import Job
from scp.plans.models import Plan
from scp.publication.choices import RENDER
from scp.publication.content import PlanContent, from_bytes
from scp.publication.models import Edition

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


def latest_edition_get_optional(plan: Plan) -> Edition | None:
    return Edition.objects.filter(plan=plan).order_by("-number").first()


def edition_holding_get_optional(plan: Plan, reference: str) -> Edition | None:
    """The newest edition with an item of this reference; None if no edition ever had it."""
    if not REFERENCE.fullmatch(reference):
        return None
    # An item's address ends with its reference, so PostgreSQL passes over editions without it
    # unread. A text may end so too: the document has the last word.
    end_of_address = Value(f'/{reference}"'.encode(), output_field=BinaryField())
    position = Func(
        end_of_address,
        F("content"),
        template="position(%(expressions)s)",
        arg_joiner=" IN ",
        output_field=IntegerField(),
    )
    likely = Edition.objects.filter(plan=plan).alias(at=position).filter(at__gt=0)
    for edition in likely.order_by("-number")[:EDITIONS_READ]:
        if reference in edition_content_get(edition).by_reference:
            return edition
    return None


def document_job_key(edition: Edition) -> str:
    """The key of the one job that makes an edition's PDF."""
    return f"{RENDER}:{edition.pk}:pdf"


def document_job_get_optional(edition: Edition) -> Job | None:
    """The job that makes an edition's PDF; None if it was never asked for."""
    return Job.objects.filter(unique_key=document_job_key(edition)).first()


@dataclass(frozen=True)
class OpenDocument:
    """A PDF that is not there: its edition, and the job that failed or is not done yet."""

    edition: Edition
    job: Job


def open_documents(plan: Plan) -> list[OpenDocument]:
    """PDFs of any edition that failed or are still being made, those of the latest edition
    first."""
    jobs = Job.objects.about(plan.slug).filter(kind=RENDER)
    by_key = {job.unique_key: job for job in jobs.exclude(state__in=(State.DONE, State.CANCELLED))}
    if not by_key:
        return []
    asked = [job.payload["edition_id"] for job in by_key.values()]
    return [
        OpenDocument(edition, by_key[document_job_key(edition)])
        for edition in Edition.objects.filter(plan=plan, pk__in=asked)
    ]
