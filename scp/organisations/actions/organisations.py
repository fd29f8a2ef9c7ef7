import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from scp.core import audit
from scp.core.audit import Actor
from scp.core.errors import InvalidInput
from scp.organisations.choices import IdentifierScheme, Kind
from scp.organisations.models import Organisation, OrganisationIdentifier


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
        raise InvalidInput(f"“{kind}” is not a kind of organisation. Kinds: {', '.join(Kind)}.")
    for scheme, value in identifiers:
        if scheme not in IdentifierScheme.values:
            schemes = ", ".join(IdentifierScheme)
            raise InvalidInput(f"“{scheme}” is not a register we know. Registers: {schemes}.")
        known = OrganisationIdentifier.objects.filter(scheme=scheme, value=value)
        if holder := known.select_related("organisation").first():
            raise InvalidInput(f"{scheme}-{value} is {holder.organisation}.")
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
