from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput
from scp.organisations.models import Organisation, OrganisationIdentifier


def organisation_get(text: str) -> Organisation:
    """The body with this code ("GB-LAE:TRF"), or else with this name if only one bears it.

    Raises InvalidInput where there is none, or several.
    """
    scheme, _colon, value = text.partition(":")
    if known := identifier_get_optional(scheme, value):
        return known.organisation
    found = list(Organisation.objects.filter(name=text)[:2])
    if not found:
        raise InvalidInput(
            _("No organisation has the code or the name “{text}”.").format(text=text)
        )
    if len(found) > 1:
        words = _("Several organisations are called “{text}”. Give the code of one.")
        raise InvalidInput(words.format(text=text))
    return found[0]


def identifier_get_optional(scheme: str, value: str) -> OrganisationIdentifier | None:
    codes = OrganisationIdentifier.objects.select_related("organisation")
    return codes.filter(scheme=scheme, value=value).first()
