"""Addresses of the API, absolute, on the host that the reader asked."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse


def address(request: HttpRequest, name: str, *args: Any) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def next_page(request: HttpRequest, query: dict[str, Any], cursor: str | int) -> str:
    """The page after `cursor` of the list that was asked for."""
    path = f"{request.path}?{urlencode({**query, 'cursor': cursor})}"
    return request.build_absolute_uri(path)
