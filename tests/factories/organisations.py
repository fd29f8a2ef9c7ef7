import datetime as dt

import factory
from factory.django import DjangoModelFactory

from scp.organisations.models import Organisation, OrganisationIdentifier, Succession


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A council, unless told otherwise."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Borough {n} Council")
    kind = "council"


class SuccessionFactory(DjangoModelFactory[Succession]):
    """A council that ended and the one that follows it."""

    class Meta:
        model = Succession

    organisation = factory.SubFactory(OrganisationFactory, valid_to=dt.date(2023, 4, 1))
    successor = factory.SubFactory(OrganisationFactory)
    ended_on = factory.SelfAttribute("organisation.valid_to")


class IdentifierFactory(DjangoModelFactory[OrganisationIdentifier]):
    class Meta:
        model = OrganisationIdentifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = "GB-LAE"
    value = factory.Sequence(lambda n: f"T{n:03d}")
