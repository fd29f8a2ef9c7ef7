"""A calendar as other programs read it: iCalendar (RFC 5545), of whole days only.

What a whole day needs of the format is small: escaped texts, lines folded at 75 octets, the day
after as the end. A library would bring time zones and repetitions that nothing here has.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from scp.publication.calendar import Event

MEDIA_TYPE = "text/calendar"
OCTETS = 75
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def written(events: Iterable[Event], *, title: str, base: str, at: dt.datetime) -> bytes:
    """The file. `base` is the plan's stable address, of which those of its items are made; `at` is
    when the plan was read."""
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//scp//plan calendar//EN"),
        *("CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *(f"NAME:{_text(title)}", f"X-WR-CALNAME:{_text(title)}"),
        *(line for event in events for line in _event(event, base, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: Event, base: str, at: dt.datetime) -> Iterator[str]:
    address = f"{base}/{event.reference}" if event.reference else base
    parts = urlsplit(address)
    yield "BEGIN:VEVENT"
    # The same for as long as it is the same event, whatever day it is moved to.
    yield f"UID:{event.code}{parts.path.replace('/', '-')}@{parts.hostname or 'localhost'}"
    yield f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}"
    named = f"{event.reference} {event.about}".strip()
    yield f"SUMMARY:{_text(f'{event.label}: {named}')}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    return value.translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, each after the first begun by a space; no letter is
    cut in two."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
