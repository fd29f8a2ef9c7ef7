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


class DecisionRoute(models.TextChoices):
    """By what way a body comes to a decision."""

    FULL_COUNCIL = "full_council", _("Full Council")
    CABINET = "cabinet", _("Cabinet / executive")
    CABINET_MEMBER = "cabinet_member", _("Individual cabinet member")
    COMMITTEE = "committee", _("Committee")
    OFFICER_DELEGATED = "officer_delegated", _("Officer delegated")
    CA_BOARD = "ca_board", _("Combined authority board")
    IJB = "ijb", _("Integration joint board")
    PARTNER_BOARD = "partner_board", _("Partner board (endorse only)")


class NoticeRoute(models.TextChoices):
    """How the public was told of a key decision beforehand (SI 2012/2089, regulations 9 to 11)."""

    NOTICE = "notice", _("Notice in full time")
    GENERAL_EXCEPTION = "general_exception", _("General exception: scrutiny chair informed")
    SPECIAL_URGENCY = "special_urgency", _("Special urgency: scrutiny chair agreed")


class DecisionOutcome(models.TextChoices):
    APPROVED = "approved", _("Approved")
    APPROVED_AMENDED = "approved_amended", _("Approved with changes")
    DEFERRED = "deferred", _("Deferred")
    REFUSED = "refused", _("Not approved")


APPROVING = frozenset({DecisionOutcome.APPROVED, DecisionOutcome.APPROVED_AMENDED})


class CallIn(models.TextChoices):
    """Whether scrutiny can call a decision in before it is carried out."""

    APPLIES = "applies", _("Can be called in")
    URGENT = "urgent", _("Exempt from call-in because it is urgent")
    NONE = "none", _("Call-in does not apply to this route")


class CallInAct(models.TextChoices):
    CALLED_IN = "called_in", _("Called in")
    UPHELD = "upheld", _("Upheld")
    REFERRED_BACK = "referred_back", _("Referred back")


class ExemptParagraph(models.IntegerChoices):
    """Why a decision's text is not public: Local Government Act 1972, Schedule 12A, Part 1."""

    INDIVIDUAL = 1, _("1: relating to any individual")
    IDENTITY = 2, _("2: likely to reveal the identity of an individual")
    FINANCIAL = 3, _("3: financial or business affairs of a person")
    LABOUR = 4, _("4: consultations or negotiations on labour relations")
    PRIVILEGE = 5, _("5: legal professional privilege")
    ENACTMENT = 6, _("6: a proposed notice, order or direction under an enactment")
    CRIME = 7, _("7: preventing, investigating or prosecuting crime")


class SignOffKind(models.TextChoices):
    """What is signed off, by the code of the role that signs it."""

    FINANCE = "finance", _("Finance (section 151 officer)")
    LEGAL = "legal", _("Legal (monitoring officer)")
    EQUALITY = "equality", _("Equality")
    DATA_PROTECTION = "data_protection", _("Data protection")
    PORTFOLIO_HOLDER = "portfolio_holder", _("Portfolio holder")
    DECISION_MAKER = "decision_maker", _("Decision maker")
