"""How a plan is decided on, and who signed it off."""

import datetime as dt
from decimal import Decimal

from scp.publication.content.base import Frozen


class CallInStep(Frozen):
    """That a decision was called in, or how that ended. `on_behalf_of` is a body, not a person."""

    act: str
    act_label: str
    on_behalf_of: str = ""
    reasons: str
    made_on: dt.date


class Decision(Frozen):
    """A decision on the plan: one that is to come, of which notice is given, or one that was taken
    (`decided_on`).

    `of_this_version` says whether it was taken on the plan as it is in this document. Of a decision
    with an `exempt_paragraph` (Local Government Act 1972, Schedule 12A) texts and amount are
    not here. `decision_maker` and `exception_by` are bodies or posts. `amount` is in pounds.
    """

    reference: str
    uri: str
    title: str
    decision_route: str
    decision_route_label: str
    decision_maker: str
    due_on: dt.date | None = None
    is_key: bool = False
    amount: Decimal | None = None
    notice_route: str = ""
    notice_route_label: str = ""
    notice_on: dt.date | None = None
    exception_by: str = ""
    exception_on: dt.date | None = None
    exception_reason: str = ""
    exempt_paragraph: int | None = None
    exempt_label: str = ""
    decided_on: dt.date | None = None
    result: str = ""
    result_label: str = ""
    decided: str = ""
    reasons: str = ""
    options_rejected: tuple[str, ...] = ()
    interests: str = ""
    consultation_considered: str = ""
    equality_implications: str = ""
    finance_implications: str = ""
    legal_implications: str = ""
    documents: tuple[str, ...] = ()
    published_on: dt.date | None = None
    call_in: str = ""
    call_in_label: str = ""
    call_in_until: dt.date | None = None
    urgency_reason: str = ""
    call_in_steps: tuple[CallInStep, ...] = ()
    of_this_version: bool = False
    corrects: str = ""
    correction_reason: str = ""


class SignOff(Frozen):
    """That who answers for something signed the plan off, and whether it was this version. `post`
    is a post, not a person."""

    kind: str
    kind_label: str
    post: str
    words: str = ""
    conditions: str = ""
    signed_on: dt.date
    of_this_version: bool
