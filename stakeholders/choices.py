"""Code lists for what people say and what is done about it.

Codes are stable and come from data/vocabularies.json (a test compares); labels are for readers
and may be reworded.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What the plan's owners decided on a comment ("we did")."""

    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    ALREADY = "already", _("Already in the plan")
    REJECTED = "rejected", _("Not accepted")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    PASSED_ON = "passed_on", _("Passed to another body")


class ModerationReason(models.TextChoices):
    """Why a comment was hidden. Hidden is not deleted."""

    PERSONAL_DATA = "personal_data", _("Personal data")
    DEFAMATION = "defamation", _("Possible defamation")
    ABUSE = "abuse", _("Abuse or hate")
    OFF_TOPIC = "off_topic", _("Off topic")
    SPAM = "spam", _("Spam or duplicate")
    COMMERCIAL = "commercial", _("Commercially sensitive")
    SAFEGUARDING = "safeguarding", _("Safeguarding or threat")
    COPYRIGHT = "copyright", _("Copyright")
