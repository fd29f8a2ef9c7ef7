"""As what a plan may be published, and what that edition is called, whoever asks."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from scp.core.errors import PolicyRefused
from scp.plans.choices import Status
from scp.plans.models import Plan
from scp.publication.choices import EditionKind
from scp.publication.models import Edition

# Before the decision a plan is a draft, whoever is reading it: people who are consulted, officers
# who weigh the answers, or those who decide.
BEFORE_THE_DECISION = frozenset(
    {
        *(Status.DRAFT, Status.IN_COPRODUCTION, Status.IN_CONSULTATION, Status.ANALYSING),
        *(Status.FOR_DECISION, Status.CALLED_IN),
    }
)
DECIDED = frozenset({Status.ADOPTED, Status.PUBLISHED})
OF_AN_ADOPTED_PLAN = frozenset({EditionKind.ADOPTED, EditionKind.CORRECTION})


def kinds_open(plan: Plan, current: Edition | None) -> tuple[EditionKind, ...]:
    """The kinds of edition that a plan's state allows. `current` is the edition that readers are
    led to now: only what was adopted, and still stands, can be corrected."""
    if plan.status in BEFORE_THE_DECISION:
        return (EditionKind.CONSULTATION_DRAFT,)
    if plan.status not in DECIDED:
        return ()
    if current is not None and current.kind in OF_AN_ADOPTED_PLAN:
        return (EditionKind.CORRECTION, EditionKind.ADOPTED)
    return (EditionKind.ADOPTED,)


def check_kind(plan: Plan, kind: str, current: Edition | None) -> None:
    """Raises PolicyRefused with the kinds that are open."""
    allowed = kinds_open(plan, current)
    if kind in allowed:
        return
    words = _(
        "A plan that is {status} cannot be published as {kind}. It can be published as: {kinds}."
    )
    raise PolicyRefused(
        words.format(
            status=str(plan.get_status_display()).lower(),
            kind=str(EditionKind(kind).label).lower(),
            kinds=", ".join(str(one.label).lower() for one in allowed) or _("nothing"),
        )
    )


def next_label(
    kind: str, taken: Collection[tuple[int, int]], current: Edition | None
) -> tuple[int, int]:
    """The label that the next edition of a kind gets, as its two numbers, where `taken` are those
    of a plan's editions so far. A label is given once, also when its edition is withdrawn."""
    if kind == EditionKind.CONSULTATION_DRAFT:
        return 0, _after(taken, 0)
    if kind == EditionKind.ADOPTED:
        return max((major for major, _minor in taken), default=0) + 1, 0
    if current is None:
        raise ValueError("Nothing that could be corrected.")
    return current.major, _after(taken, current.major)


def _after(taken: Collection[tuple[int, int]], major: int) -> int:
    return max((minor for of, minor in taken if of == major), default=0) + 1
