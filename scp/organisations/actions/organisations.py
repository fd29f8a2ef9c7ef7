import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.organisations.choices import IdentifierScheme, Kind
from scp.organisations.models import Organisation, OrganisationIdentifier

LONGEST_NAME, LONGEST_CODE = 200, 60


@transaction.atomic
def register(
    *,
    name: str,
    kind: str,
    identifiers: Sequence[tuple[str, str]] = (),
    by: Actor,
    at: dt.datetime | None = None,
) -> Organisation:
    """Register a body, with the codes that registers know it by: (scheme, value) each.

    Raises InvalidInput for a kind or scheme that is not listed, or a code that another body has.
    """
    if kind not in Kind.values:
        words = _("“{kind}” is not a kind of organisation. Kinds: {kinds}.")
        raise InvalidInput(words.format(kind=kind, kinds=", ".join(Kind)))
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise InvalidInput(_("A name has 1 to {most} characters.").format(most=LONGEST_NAME))
    for scheme, value in identifiers:
        if scheme not in IdentifierScheme.values:
            words = _("“{scheme}” is not a register we know. Registers: {schemes}.")
            raise InvalidInput(words.format(scheme=scheme, schemes=", ".join(IdentifierScheme)))
        if len(value) > LONGEST_CODE:
            raise InvalidInput(_("A code has at most {most} characters.").format(most=LONGEST_CODE))
        known = OrganisationIdentifier.objects.filter(scheme=scheme, value=value)
        if holder := known.select_related("organisation").first():
            words = _("{code} is {organisation}.")
            raise InvalidInput(words.format(code=holder, organisation=holder.organisation))
    organisation = Organisation.objects.create(name=name, kind=kind)
    OrganisationIdentifier.objects.bulk_create(
        OrganisationIdentifier(organisation=organisation, scheme=scheme, value=value)
        for scheme, value in identifiers
    )
    audit.record(
        action="organisation.registered",
        subject=f"organisation {organisation.pk}",
        by=by,
        at=at,
        data={"name": name, "kind": kind, "identifiers": [list(pair) for pair in identifiers]},
    )
    return organisation
