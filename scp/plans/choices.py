"""Code lists for plans.

Codes are stable and come from data/vocabularies.json (a test compares); labels are for readers
and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"  # a plan's whole short name


class Status(models.TextChoices):
    """Where a plan is in its life cycle; see TRANSITIONS in scp.plans.policies."""

    DRAFT = "draft", _("Draft")
    IN_COPRODUCTION = "in_coproduction", _("In co-production")
    IN_CONSULTATION = "in_consultation", _("Out to consultation")
    ANALYSING = "analysing", _("Analysing responses")
    FOR_DECISION = "for_decision", _("For decision")
    CALLED_IN = "called_in", _("Called in")
    ADOPTED = "adopted", _("Adopted")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SectionKind(models.TextChoices):
    """The narrative chapters of a plan (the chapters of published plans that are prose)."""

    FOREWORD = "foreword", _("Foreword")
    SCOPE = "scope", _("Place and scope")
    VISION = "vision", _("Vision")
    CONTEXT = "context", _("Context and links to other plans")
    ENGAGEMENT = "engagement", _("What people told us")
    PRIORITIES = "priorities", _("Priorities and how they were chosen")
    MARKET = "market", _("Market position")
    FINANCE = "finance", _("Finance and resources")
    EQUALITY = "equality", _("Equality and environmental impact")
    RISKS = "risks", _("Risks")
    GOVERNANCE = "governance", _("Governance")
    DELIVERY = "delivery", _("Delivery plan")
    MONITORING = "monitoring", _("Monitoring and review")
    GLOSSARY = "glossary", _("Glossary")
