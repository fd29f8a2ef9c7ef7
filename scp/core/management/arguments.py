"""Kinds of arguments that several commands take."""

import datetime as dt
from argparse import ArgumentTypeError

from django.utils.translation import gettext as _


def a_day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        words = _("“{text}” is not a day such as 2026-05-13")
        raise ArgumentTypeError(words.format(text=text)) from error
