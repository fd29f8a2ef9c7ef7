"""Kinds of arguments that the commands of this room take."""

from argparse import ArgumentTypeError

from django.utils.translation import gettext as _

from scp.core.management.arguments import a_day
from scp.organisations.actions.organisations import Code


def a_code(text: str) -> Code:
    """SCHEME:CODE, and the days from and to which it stands, if known, after commas."""
    code, *days = text.split(",")
    scheme, _colon, value = code.partition(":")
    if not (scheme and value) or len(days) > 2:
        words = _("“{text}” is not SCHEME:CODE, for example GB-LAE:TRF")
        raise ArgumentTypeError(words.format(text=text))
    return Code(scheme, value, *(a_day(day) if day else None for day in days))
