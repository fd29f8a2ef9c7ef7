"""What a worker does with a message: claim the job, do it, record it."""

import uuid

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from scp.jobs import claims, registry
from scp.jobs.choices import FailureCode

log = structlog.get_logger(__name__)


@shared_task(name="jobs.run")
def run(*, job_id: str) -> None:
    """Do one job, if it is still to be done. A message that comes twice does nothing twice."""
    claim = claims.take(uuid.UUID(job_id))
    if claim is None:
        log.info("job_not_taken", job_id=job_id)
        return
    job = claim.job
    context = {"job_id": job_id, "kind": job.kind, "subject": job.subject}
    if job.request_id:
        context["request_id"] = job.request_id
    with structlog.contextvars.bound_contextvars(**context), claims.Heartbeat(claim):
        try:
            log.info("job_started", attempt=job.attempts)
            perform(claim)
        except claims.LeaseLost:
            log.warning("job_lease_lost")


def perform(claim: claims.Claim) -> None:
    """One attempt, ending in done, in a named failure, or in waiting for the next attempt."""
    try:
        record = registry.find(claim.job.kind).work(claim.job.payload)
        claim.finish(record)
    except (claims.LeaseLost, SystemExit, KeyboardInterrupt):
        raise
    except SoftTimeLimitExceeded:
        claim.fail(FailureCode.TOOK_TOO_LONG, "")
        log.error("job_failed", code=FailureCode.TOOK_TOO_LONG.value)
    except registry.Refused as refusal:
        claim.fail(refusal.code, str(refusal))
        log.warning("job_failed", code=refusal.code)
    except registry.Interrupted as error:
        claim.postpone(FailureCode.WORKER_LOST, str(error))
        log.warning("job_attempt_interrupted", attempt=claim.job.attempts)
    except registry.UnknownKind as error:
        # An old worker during a deployment meets a new kind: a newer one may take it.
        claim.postpone(FailureCode.UNKNOWN_KIND, str(error))
        log.error("job_kind_unknown")
    except BaseException as error:  # WeasyPrint's FatalURLFetchingError is no Exception
        claim.postpone(FailureCode.UNEXPECTED_ERROR, f"{type(error).__name__}: {error}")
        log.exception("job_attempt_failed", attempt=claim.job.attempts)
    else:
        log.info("job_done")
