"""Kinds of job for tests. A worker loads them with `--include tests.chaos.kinds`.

Each records its result as an audit event: a real table without a unique constraint, so that a
result recorded twice shows as two rows.
"""

import os
import time
from pathlib import Path
from typing import Any

from scp.core import audit
from scp.jobs.registry import Record, Refused, handler

RESULT = "test.result"


def result_of(key: str) -> Record:
    return lambda: audit.record(action=RESULT, subject=key, by=None, chain="test")


@handler(kind="test.quick", queue="documents")
def quick(payload: dict[str, Any]) -> Record:
    return result_of(payload["key"])


@handler(kind="test.slow", queue="documents")
def slow(payload: dict[str, Any]) -> Record:
    """Says who works on it, in a file named by the test, and takes its time the first time."""
    diary = Path(payload["diary"])
    first = not diary.exists()
    with diary.open("a") as page:
        page.write(f"{os.getpid()}\n")
    if first:
        time.sleep(payload["seconds"])
    return result_of(payload["key"])


@handler(kind="test.refused", queue="documents")
def refused(payload: dict[str, Any]) -> Record:
    raise Refused("no_such_edition", "There is no edition 7 of this plan.")


@handler(kind="test.broken", queue="documents")
def broken(payload: dict[str, Any]) -> Record:
    raise ZeroDivisionError("a defect of ours")
