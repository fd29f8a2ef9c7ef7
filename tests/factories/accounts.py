"""People for tests. `tests.factories.plans.CastFactory` gives them their roles in a plan."""

import factory
from factory.django import DjangoModelFactory

from scp.accounts.models import User

PASSWORD = "correct-horse-battery-staple"


class UserFactory(DjangoModelFactory[User]):
    """Somebody who can sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@test.example")
    password = factory.django.Password(PASSWORD)


class OfficerFactory(UserFactory):
    """An officer of the council, who may open plans."""

    name = factory.Sequence(lambda n: f"Officer {n}")
    email = factory.Sequence(lambda n: f"officer{n}@test.example")
    may_open_plans = True
