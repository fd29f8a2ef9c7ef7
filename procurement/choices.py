"""Code lists for portfolios and pieces.

Codes are stable and come from data/vocabularies.json (a test compares); labels are for readers
and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from outcomes.choices import ProtectedCharacteristic


class PieceState(models.TextChoices):
    """Where a piece is, from idea to decommissioned."""

    IDEA = "idea", _("Idea")
    INTENTION = "intention", _("Commissioning intention")
    PIPELINE = "pipeline", _("Pipeline")
    MARKET_ENGAGEMENT = "market_engagement", _("Market engagement")
    TENDERING = "tendering", _("Tendering")
    ASSESSMENT = "assessment", _("Assessment")
    STANDSTILL = "standstill", _("Standstill")
    MOBILISING = "mobilising", _("Mobilising")
    LIVE = "live", _("Live")
    EXTENSION = "extension", _("In extension")
    ENDING = "ending", _("Ending")
    ENDED = "ended", _("Ended")
    ABANDONED = "abandoned", _("Abandoned")
    DECOMMISSIONED = "decommissioned", _("Decommissioned")


class DeliveryRoute(models.TextChoices):
    """How a piece is to be delivered. Procurement is only one part of commissioning."""

    CONTRACT = "contract", _("Contract")
    FRAMEWORK = "framework", _("Framework agreement")
    OPEN_FRAMEWORK = "open_framework", _("Open framework")
    DYNAMIC_MARKET = "dynamic_market", _("Dynamic market")
    DPS = "dps", _("Dynamic purchasing system (legacy)")
    GRANT = "grant", _("Grant")
    IN_HOUSE = "in_house", _("In-house")
    JOINT = "joint", _("Joint or delegated arrangement (s101/s75)")
    COMPANY = "company", _("Council-owned company (vertical arrangement)")
    HORIZONTAL = "horizontal", _("Public–public co-operation")
    CONCESSION = "concession", _("Concession")
    MARKET_SHAPING = "market_shaping", _("Market shaping only")
    COMMUNITY_ASSET = "community_asset", _("Community-led")
    CAPITAL = "capital", _("Capital project")


class Strength(models.IntegerChoices):
    """How strongly a piece is claimed to contribute to an outcome. Never summed across pieces."""

    WEAK = 1, _("1: some contribution")
    MODERATE = 2, _("2: clear contribution")
    STRONG = 3, _("3: main contribution")


class MeasureType(models.TextChoices):
    """What a performance measure asks (outcomes-based accountability)."""

    HOW_MUCH = "how_much", _("How much did we do?")
    HOW_WELL = "how_well", _("How well did we do it?")
    BETTER_OFF = "better_off", _("Is anyone better off?")


class NodeKind(models.TextChoices):
    """The steps of a theory of change, in the order in which arrows may lead."""

    INPUT = "input", _("Input")
    ACTIVITY = "activity", _("Activity")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


class AdditionalGroup(models.TextChoices):
    """Groups that many authorities look at besides those of the Act."""

    SOCIO_ECONOMIC = "socio_economic", _("Socio-economic disadvantage")
    CARE_EXPERIENCED = "care_experienced", _("Care-experienced people")
    CARERS = "carers", _("Unpaid carers")
    ARMED_FORCES = "armed_forces", _("Armed forces community")
    RURAL = "rural", _("Rural isolation")
    WELSH_LANGUAGE = "welsh_language", _("Welsh language")
    POLITICAL_OPINION = "political_opinion", _("Political opinion (NI s75)")
    DEPENDANTS = "dependants", _("People with dependants (NI s75)")


# Whom an equality impact assessment asks about: everybody the Act names, and whom the place adds.
EQUALITY_GROUPS = [*ProtectedCharacteristic.choices, *AdditionalGroup.choices]


class EiaImpact(models.TextChoices):
    """What a plan means for a group of people."""

    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE_LOW = "negative_low", _("Negative – low")
    NEGATIVE_HIGH = "negative_high", _("Negative – high")
    UNKNOWN = "unknown", _("Not known")


class EiaOutcome(models.TextChoices):
    """What an equality impact assessment concludes."""

    NO_CHANGE = "no_change", _("No change needed")
    ADJUST = "adjust", _("Adjust")
    CONTINUE = "continue", _("Continue with justification")
    STOP = "stop", _("Stop and rethink")
