"""What every chart shares: the Chart itself, the colours, the typeface."""

import base64
import re
from dataclasses import dataclass, replace
from typing import Protocol

FONT = "Source Sans 3, Arial, sans-serif"

# The product's own colours (static/src/_brand.scss). Each is at least 4.5:1 on white, so that it
# may carry words as well as lines; tests/unit/publication/test_charts.py measures them.
INK = "#14201f"
PINE = "#0b4f54"
GREY = "#566361"
TARGET = "#9a4a00"
HAIRLINE = "#d5dfde"
THEMES = {"social": "#1d5f9e", "economic": "#8f4700", "environmental": "#2b6b3c"}

# XML 1.0 has no way to write these; a renderer refuses the whole picture for one of them.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Drawing(Protocol):
    """What can be drawn, when somebody asks for the picture."""

    def svg(self) -> str:
        """The picture. Raises ChartFailed."""


@dataclass(frozen=True)
class Drawn:
    """A drawing that was drawn."""

    picture: str

    def svg(self) -> str:
        return self.picture


@dataclass(frozen=True)
class Chart:
    """A picture and the same facts in words and as a table.

    A page shows the words and the table, and names an address for the picture, so the picture is
    not drawn before it is asked for. `drawing` is None where there are too few figures for one: the
    table still holds them. The first cell of a row names the row.
    """

    name: str
    """What the picture's address ends with, once in a plan: `I3-E08000009`, `jigsaw-1`."""
    title: str
    caption: str
    """A line beneath a heading that already names the subject: which areas, which periods."""
    table_caption: str
    drawing: Drawing | None
    alt: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    width: int = 0
    height: int = 0

    @property
    def svg(self) -> str:
        """The picture, "" where there is none. Raises ChartFailed."""
        return self.drawing.svg() if self.drawing else ""

    def drawn(self) -> "Chart":
        """The same with its picture drawn, to be shown more than once. Raises ChartFailed."""
        return replace(self, drawing=Drawn(self.svg)) if self.drawing else self

    @property
    def data_uri(self) -> str:
        """The picture as an address for `<img src>`, fetched from nowhere."""
        return data_uri(self.svg)


def data_uri(picture: str) -> str:
    encoded = base64.b64encode(picture.encode()).decode()
    return f"data:image/svg+xml;base64,{encoded}"


def printable(text: str) -> str:
    """`text` without the characters that no SVG can carry, on one line."""
    return " ".join(NOT_XML.sub("\ufffd", text).split())


def text_width(text: str, size: float) -> float:
    """About how wide `text` is at `size` px: generous, for the wider fallback typeface."""
    return len(text) * size * 0.54


def wrap(text: str, width: float, size: float, lines: int) -> list[str]:
    """`text` broken into at most `lines` lines of `width` px, with an ellipsis if cut."""
    room = max(int(width / (size * 0.54)), 4)
    broken: list[str] = []
    for word in printable(text).split(" "):
        fits = broken and len(broken[-1]) + 1 + len(word) <= room
        if fits:
            broken[-1] += f" {word}"
        else:
            broken.append(word)
    kept = [line if len(line) <= room else f"{line[: room - 1]}…" for line in broken[:lines]]
    if len(broken) > lines:
        kept[-1] = f"{kept[-1][: room - 1].rstrip(' …,.')}…"
    return kept


def mixed(colour: str, share: float) -> str:
    """`share` (0 to 1) of a colour on white paper, as #rrggbb."""
    channels = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * share):02x}" for c in channels)
