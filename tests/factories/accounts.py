"""People for tests. `tests.factories.plans.CastFactory` gives them their roles in a plan."""

from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from scp.accounts.models import User

PASSWORD = "correct-horse-battery-staple"


@cache
def hashed_password() -> str:
    """The hash is slow on purpose, half a second and more, so that people share one."""
    return make_password(PASSWORD)


class UserFactory(DjangoModelFactory[User]):
    """Somebody who can sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@test.example")
    password = factory.LazyFunction(hashed_password)


class OfficerFactory(UserFactory):
    """An officer of the council, who may open plans."""

    name = factory.Sequence(lambda n: f"Officer {n}")
    email = factory.Sequence(lambda n: f"officer{n}@test.example")
    may_open_plans = True
