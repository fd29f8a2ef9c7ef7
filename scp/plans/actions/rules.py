import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.organisations.models import Organisation
from scp.plans.models import DecisionRules

LONGEST_SOURCE = 500


@transaction.atomic
def set_rules(
    *,
    organisation: Organisation,
    valid_from: dt.date,
    notice_clear_days: int,
    exception_clear_days: int,
    call_in_working_days: int,
    equality_first: bool = True,
    key_decision_pounds: Decimal | None,
    source: str,
    by: Actor,
    at: dt.datetime | None = None,
) -> DecisionRules:
    """Say what an organisation's constitution asks of its decisions from a day on.

    Raises InvalidInput without a source, for an exception that is longer than the rule, and for a
    day that has its rules already: what stood on a day is not rewritten.
    """
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise InvalidInput(_("Name the part of the constitution that says so."))
    if exception_clear_days > notice_clear_days:
        raise InvalidInput(_("The notice of an exception cannot be longer than that of the rule."))
    if DecisionRules.objects.filter(organisation=organisation, valid_from=valid_from).exists():
        raise InvalidInput(_("There are rules from that day already."))
    rules = DecisionRules.objects.create(
        organisation=organisation,
        valid_from=valid_from,
        notice_clear_days=notice_clear_days,
        exception_clear_days=exception_clear_days,
        call_in_working_days=call_in_working_days,
        equality_first=equality_first,
        key_decision_pounds=key_decision_pounds,
        source=source,
    )
    audit.record(
        action="decision_rules.set",
        subject=f"organisation:{organisation.pk}",
        by=by,
        at=at,
        data={
            "valid_from": valid_from.isoformat(),
            "notice_clear_days": notice_clear_days,
            "exception_clear_days": exception_clear_days,
            "call_in_working_days": call_in_working_days,
            "equality_first": equality_first,
            "key_decision_pounds": None
            if key_decision_pounds is None
            else f"{key_decision_pounds}",
            "source": source,
        },
    )
    return rules
