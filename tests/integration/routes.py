"""The routes of the product, read from its URLconf: what nobody can forget to test."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern: its name, how it is written, and the parts that an address must fill in."""

    name: str
    written: str
    parameters: frozenset[str]
    view: Any


def routes() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns), key=lambda route: (route.name, route.written))


def _walk(
    patterns: Iterable[URLPattern | URLResolver],
    prefix: str = "",
    above: frozenset[str] = frozenset(),
) -> Iterator[Route]:
    for pattern in patterns:
        written = f"{prefix}{pattern.pattern}"
        parameters = above | pattern.pattern.regex.groupindex.keys()
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, written, parameters)
        else:
            yield Route(pattern.name or "", written, parameters, pattern.callback)
