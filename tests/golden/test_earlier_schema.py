"""An edition that was published under schema 1.0, as the code of its day wrote it.

It is read, shown, printed and compared for as long as the product lives; its bytes and their hash
never change. `edition-1.0.json` is tests.factories.content.small() of that day.
"""

import html
import re
from functools import cache
from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from scp.publication import pages, printing, rendering
from scp.publication.content import (
    SCHEMA_VERSION,
    Citation,
    PlanContent,
    from_bytes,
    sha256,
    to_bytes,
)
from scp.publication.content.schemas import EARLIER, schema_bytes
from scp.publication.diff import diff
from scp.publication.readiness import gaps
from tests.factories import content as make
from tests.unit.publication.printed import failures, texts

RAW = (Path(__file__).parent / "edition-1.0.json").read_bytes()
SHA256 = "d913de8b86419e5ba55bf03062c42562fd2633c5f89bc31c6857992674d4f1ff"


@cache
def old() -> PlanContent:
    return from_bytes(RAW)


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_its_bytes_are_those_that_were_published() -> None:
    assert sha256(RAW) == SHA256
    assert orjson.loads(RAW)["schema_version"] == old().schema_version == "1.0"


def test_its_own_schema_describes_it_and_nothing_later() -> None:
    schema = orjson.loads(schema_bytes("1.0"))

    jsonschema_rs.Draft202012Validator(schema).validate(orjson.loads(RAW))
    assert schema["version"] == "1.0"
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.Draft202012Validator(schema).validate(orjson.loads(to_bytes(make.small())))


def test_todays_schema_describes_it_too() -> None:
    """What was added has defaults: whoever reads by today's schema can read yesterday's bytes."""
    schema = orjson.loads(schema_bytes())

    jsonschema_rs.Draft202012Validator(schema).validate(orjson.loads(RAW))
    assert schema["version"] == SCHEMA_VERSION


def test_no_schema_is_published_that_never_was() -> None:
    assert SCHEMA_VERSION not in EARLIER, "an earlier version is a file that does not change"
    with pytest.raises(KeyError):
        schema_bytes("0.9")


def test_it_says_what_it_said() -> None:
    content = old()

    assert [len(getattr(content, name)) for name in ("outcomes", "needs", "pieces")] == [5, 5, 10]
    assert content.needs[3].citations[1].relation == "contradicts"
    assert content.pieces[0].contributions[0].citations == (Citation(evidence="EV-005"),)
    assert content.evidence[4].published_on is None
    assert (content.evidence_gaps, content.theory_nodes) == ((), ())


def test_its_page_has_every_chapter_it_had_and_no_later_one() -> None:
    page = str(pages.page(old(), sha256=SHA256).body)
    text = words(page)

    assert "EV-005 contradicts it (Partington group)." in text
    assert "They inform, and never judge" not in text
    assert "How change is expected to come about" not in text
    assert "What is not known yet" not in text
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


def test_it_is_printed_so_that_everybody_can_read_it() -> None:
    document = printing.to_html(old(), sha256=SHA256)
    pdf = rendering.to_pdf(
        document, attachment=RAW, attachment_name="edition.json", title=old().plan.title
    )

    assert failures(pdf) == []
    assert SHA256 in texts(pdf)[0]


def test_its_gaps_are_found() -> None:
    assert ("outcome_without_citizen_voice", "O3") in {
        (gap.code, gap.reference) for gap in gaps(old())
    }


def test_against_a_later_edition_only_what_was_written_since_is_new() -> None:
    changes = diff(make.small(), old())

    told = {(c.kind, c.collection, c.reference, c.field) for c in changes}
    assert ("added", "evidence_gaps", "G1", "") in told
    assert ("added", "theory_arrows", "TA3", "") in told
    assert ("changed", "needs", "N5", "replaces") in told
    assert ("changed", "pieces", "P1", "measures") in told
    untouched = {"P2", "P10", "N2", "N3", "N4", "O5", "I3", "EV-003", "S1", "S2"}
    assert untouched.isdisjoint(reference for _kind, _name, reference, _field in told)
