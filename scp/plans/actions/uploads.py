"""Files that wait for their sender to confirm what is in them. They are no part of the plan, so
nothing of them goes into the audit trail; what is brought in from them does."""

from scp.accounts.models import User
from scp.plans import tasks
from scp.plans.models import Plan
from scp.plans.uploads import Uploads


def keep(*, plan: Plan, data: bytes, by: User) -> str:
    """Keep a file for a day, and give the SHA-256 by which its sender finds it again."""
    sha256 = Uploads(plan, by).store(data)
    tasks.clear_uploads_later()
    return sha256


def discard(*, plan: Plan, sha256: str, by: User) -> None:
    """Throw away a file that has been brought in."""
    Uploads(plan, by).discard(sha256)
