"""Errors of the domain, each a sentence for the reader.

An interface turns them into HTTP in one place (`scp/core/middleware` for pages,
`scp/api/errors` for the API); nothing below an interface knows of status codes.
"""

from typing import Any

from django.utils.translation import gettext as _


class DomainError(Exception):
    """Something the reader can understand and mend. `str(error)` is shown to them."""


class PermissionRefused(DomainError):
    """This person may not do this."""


class PolicyRefused(DomainError):
    """The state of the thing does not allow this, whoever asks."""


class InvalidInput(DomainError):
    """Input that a form or a file reader would have refused, met inside an action."""


class StaleVersion(DomainError):
    """Someone else saved this item first. Carries the row as it now is, to show both texts."""

    def __init__(self, current: Any) -> None:
        words = _("{item} was changed by someone else after you opened it.")
        super().__init__(words.format(item=current))
        self.current = current
