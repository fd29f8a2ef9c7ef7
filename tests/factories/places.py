from typing import Any

import factory
from factory.django import DjangoModelFactory

from scp.places.models import Place


class PlaceFactory(DjangoModelFactory[Place]):
    """A metropolitan district: made-up codes, so that real ones stay free for imports."""

    class Meta:
        model = Place
        django_get_or_create = ("code",)

    code: Any = factory.Sequence(lambda n: f"E089{n:05d}")
    name: Any = factory.Sequence(lambda n: f"Borough {n}")
    levels = factory.LazyFunction(lambda: ["utla", "ltla"])


class TraffordFactory(PlaceFactory):
    code = "E08000009"
    name = "Trafford"


class EnglandFactory(PlaceFactory):
    code = "E92000001"
    name = "England"
    levels = factory.LazyFunction(lambda: ["ctry"])
