import factory
from factory.django import DjangoModelFactory

from scp.organisations.models import Organisation, OrganisationIdentifier


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A council, unless told otherwise."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Borough {n} Council")
    kind = "council"


class IdentifierFactory(DjangoModelFactory[OrganisationIdentifier]):
    class Meta:
        model = OrganisationIdentifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = "GB-LAE"
    value = factory.Sequence(lambda n: f"T{n:03d}")
