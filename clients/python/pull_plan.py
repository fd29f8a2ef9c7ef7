#!/usr/bin/env python3
"""Read published plans from the API. Needs Python 3.11 and nothing else.

    pull_plan.py https://plans.example.org                 list the plans
    pull_plan.py https://plans.example.org trafford        print a plan's outcomes

What was pulled is kept in a folder (--cache) and asked for again by its ETag, so that an edition
is sent once. Its bytes are checked against the SHA-256 that names it.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

TIMEOUT_SECONDS = 30


class Refused(Exception):
    """The API said no, and why."""


class Api:
    """The API at one address, with what was pulled from it before."""

    def __init__(self, base: str, cache: Path) -> None:
        if not base.startswith(("https://", "http://")):
            raise Refused(f"{base} is not a web address.")
        self.base = base.rstrip("/")
        self.cache = cache
        cache.mkdir(parents=True, exist_ok=True)

    def plans(self) -> Iterator[dict[str, Any]]:
        """Every published plan, page by page."""
        address: str | None = f"{self.base}/api/v1/plans"
        while address:
            page = json.loads(self.pull(address))
            yield from page["items"]
            address = page["next"]

    def latest_edition(self, slug: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A plan's entry, and the document of its latest edition."""
        plan = json.loads(self.pull(f"{self.base}/api/v1/plans/{slug}"))["item"]
        edition = plan["latest_edition"]
        raw = self.pull(edition["links"]["content"])
        if hashlib.sha256(raw).hexdigest() != edition["sha256"]:
            raise Refused("The edition is not the bytes that were published.")
        return plan, json.loads(raw)

    def pull(self, address: str) -> bytes:
        """The body at an address: from the folder if the server says it is still the same."""
        kept = self.cache / hashlib.sha256(address.encode()).hexdigest()
        tag = kept.with_suffix(".etag")
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        if kept.exists() and tag.exists():
            headers["If-None-Match"] = tag.read_text()
        try:
            body, etag = _get(address, headers)
        except HTTPError as error:
            if error.code == 304:
                return kept.read_bytes()
            raise Refused(_reason(error)) from None
        except URLError as error:
            raise Refused(f"{address}: {error.reason}") from None
        kept.write_bytes(body)
        if etag:
            tag.write_text(etag)
        return body


def _get(address: str, headers: dict[str, str]) -> tuple[bytes, str]:
    request = Request(address, headers=headers)  # noqa: S310  (the scheme was checked)
    with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
        body = response.read()
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return body, response.headers.get("ETag") or ""


def _reason(error: HTTPError) -> str:
    """The sentence of a problem (RFC 9457), or the bare status."""
    try:
        problem = json.loads(error.read())
        return f"{problem['status']} {problem['title']}: {problem['detail']}"
    except (ValueError, KeyError):
        return f"{error.code} {error.reason}"


def outcome_lines(content: dict[str, Any]) -> Iterator[str]:
    """Each outcome, and under it what its indicators say of the first place of the plan."""
    indicators = {indicator["reference"]: indicator for indicator in content["indicators"]}
    place = content["plan"]["places"][0]
    for outcome in content["outcomes"]:
        yield f"{outcome['reference']}  {outcome['statement']}"
        for reference in outcome["indicators"]:
            yield f"    {_indicator_line(indicators[reference], place)}"
        if outcome["no_measure_yet"]:
            who, when = outcome["no_measure_yet"]["owner"], outcome["no_measure_yet"]["due_on"]
            yield f"    No measure yet: {who} will find one by {when}"


def _indicator_line(indicator: dict[str, Any], place: dict[str, Any]) -> str:
    known = [
        point
        for point in indicator["observations"]
        if point["area"] == place["code"]
        and point["value"] is not None
        # Of everybody: some values are of a part of the population.
        and not point.get("breakdown")
    ]
    name = f"{indicator['reference']}  {indicator['title']}"
    if not known:
        return f"{name}: nothing published for {place['name']}"
    latest = known[-1]
    line = f"{name}: {latest['value']} ({indicator['unit']}), {place['name']} {latest['period']}"
    for target in indicator["targets"][-1:]:
        line += f"; target {target['value']} by {target['due_on']}"
    return line


def _show_plan(plan: dict[str, Any], content: dict[str, Any]) -> Iterator[str]:
    edition = plan["latest_edition"]
    yield plan["title"]
    if plan["illustrative_notice"]:
        yield plan["illustrative_notice"]
    published = edition["published_at"][:10]
    yield f"{edition['kind_label']} {edition['label']}, {published}, SHA-256 {edition['sha256']}"
    yield ""
    yield from outcome_lines(content)
    yield ""
    yield f"Licence: {content['licence']}"
    yield from content["attribution"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Read published plans from the API.")
    parser.add_argument("base", help="address of the site, e.g. https://plans.example.org")
    parser.add_argument(
        "slug", nargs="?", help="a plan's short name; without one, plans are listed"
    )
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "pull-plan")
    given = parser.parse_args(arguments)
    try:
        api = Api(given.base, given.cache)
        if given.slug:
            lines = list(_show_plan(*api.latest_edition(given.slug)))
        else:
            lines = [f"{plan['slug']}  {plan['title']}" for plan in api.plans()]
    except Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
