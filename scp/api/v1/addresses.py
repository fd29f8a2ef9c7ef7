"""Addresses of the API, absolute, on the host that the reader asked."""

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

Row = TypeVar("Row")


def address(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def next_page(request: HttpRequest, query: dict[str, Any], cursor: str | int) -> str:
    """The page after `cursor` of the list that was asked for."""
    path = f"{request.path}?{urlencode({**query, 'cursor': cursor})}"
    return request.build_absolute_uri(path)


def page_of(
    request: HttpRequest, query: dict[str, Any], rows: Sequence[Row], limit: int, *, cursor: str
) -> tuple[Sequence[Row], str | None]:
    """At most `limit` of the rows, of which one more was looked for, and the address of the page
    after them, if there is one. `cursor` is the attribute that says where a row stands."""
    page = rows[:limit]
    if len(rows) <= limit:
        return page, None
    return page, next_page(request, query, getattr(page[-1], cursor))
