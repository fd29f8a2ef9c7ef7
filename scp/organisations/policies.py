"""What registers and the calendar allow, whoever asks."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput, PolicyRefused
from scp.core.jinja import date
from scp.organisations.choices import IdentifierScheme
from scp.organisations.models import Organisation, OrganisationIdentifier, Succession
from scp.organisations.queries import identifier_get_optional

LONGEST_CODE = 60


def check_order(name: str, start: dt.date | None, end: dt.date | None) -> None:
    if start and end and end <= start:
        words = _("{name} begins on {start}, so it cannot end on {end}.")
        raise InvalidInput(words.format(name=name, start=date(start), end=date(end)))


def check_code(identifier: OrganisationIdentifier) -> None:
    """That a new code is of a listed register, no other body's, and stands only while its own body
    exists."""
    if identifier.scheme not in IdentifierScheme.values:
        words = _("“{scheme}” is not a register we know. Registers: {schemes}.")
        schemes = ", ".join(IdentifierScheme)
        raise InvalidInput(words.format(scheme=identifier.scheme, schemes=schemes))
    if not 0 < len(identifier.value) <= LONGEST_CODE:
        raise InvalidInput(_("A code has 1 to {most} characters.").format(most=LONGEST_CODE))
    if known := identifier_get_optional(identifier.scheme, identifier.value):
        words = _("{code} is {organisation}.")
        raise InvalidInput(words.format(code=known, organisation=known.organisation))
    check_order(str(identifier), identifier.valid_from, identifier.valid_to)
    _check_code_within_body(identifier)


def _check_code_within_body(identifier: OrganisationIdentifier) -> None:
    body = identifier.organisation
    if body.valid_from and identifier.valid_from and identifier.valid_from < body.valid_from:
        words = _("{organisation} begins on {date}: {code} cannot stand before.")
        day = date(body.valid_from)
        raise InvalidInput(words.format(organisation=body, date=day, code=identifier))
    if body.valid_to and (identifier.valid_to is None or identifier.valid_to > body.valid_to):
        words = _("{organisation} ends on {date}: {code} needs an end by then.")
        day = date(body.valid_to)
        raise InvalidInput(words.format(organisation=body, date=day, code=identifier))


def check_code_stands(identifier: OrganisationIdentifier) -> None:
    if identifier.valid_to is not None:
        words = _("{code} has its end already: {date}.")
        raise PolicyRefused(words.format(code=identifier, date=date(identifier.valid_to)))


def check_has_no_end(organisation: Organisation) -> None:
    if organisation.valid_to is not None:
        words = _("{organisation} has its end already: {date}.")
        day = date(organisation.valid_to)
        raise PolicyRefused(words.format(organisation=organisation, date=day))


def check_end(organisation: Organisation, on: dt.date) -> None:
    """That what began with this body, or went over to it, did so before it ends."""
    check_order(organisation.name, organisation.valid_from, on)
    late = organisation.identifiers.filter(valid_from__gte=on).first()
    if late is not None and late.valid_from is not None:
        check_order(str(late), late.valid_from, on)
    handed_over = Succession.objects.filter(successor=organisation, ended_on__gte=on)
    if former := handed_over.select_related("organisation").first():
        words = _("{organisation} takes over from {former} on {date}, so it cannot end on {end}.")
        raise InvalidInput(
            words.format(
                organisation=organisation,
                former=former.organisation,
                date=date(former.ended_on),
                end=date(on),
            )
        )


def check_successors(
    organisation: Organisation, on: dt.date, successors: Sequence[Organisation]
) -> None:
    """That each is another body and exists on the day it takes over.

    With `check_end` this leaves no circle: along a line of successors the ends only get later.
    """
    for successor in successors:
        if successor == organisation:
            words = _("{organisation} cannot be its own successor.")
            raise InvalidInput(words.format(organisation=organisation))
        if not successor.stands_on(on):
            words = _("{successor} does not exist on {date}, so it cannot take over that day.")
            raise InvalidInput(words.format(successor=successor, date=date(on)))
