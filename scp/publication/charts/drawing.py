"""What every chart shares: the Chart itself, the colours, the typeface, the way to an SVG."""

import base64
import functools
import re
from dataclasses import dataclass
from typing import Any

import orjson
import vl_convert
from django.conf import settings

FONT = "Source Sans 3, Arial, sans-serif"
FONT_FOLDER = settings.BASE_DIR / "static" / "document" / "fonts"

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


class ChartFailed(Exception):
    """The drawing library refused a specification. The message is the library's own."""


@dataclass(frozen=True)
class Chart:
    """A picture and the same facts in words and as a table.

    `svg` is empty where there are too few figures for a picture: the table still holds them. The
    first cell of a row names the row.
    """

    title: str
    caption: str
    """A line beneath a heading that already names the subject: which areas, which periods."""
    table_caption: str
    svg: str
    alt: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    width: int = 0
    height: int = 0

    @functools.cached_property
    def data_uri(self) -> str:
        """The SVG as an address for `<img src>`, fetched from nowhere."""
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


@functools.cache
def _register_fonts() -> None:
    """So that text is measured in the typeface it will be shown in. Once in a process."""
    vl_convert.register_font_directory(str(FONT_FOLDER))


def svg(spec: dict[str, Any]) -> str:
    """The SVG of a Vega-Lite specification, kept by the specification's bytes in this process.

    No address is opened: data comes inside the specification. Raises ChartFailed.
    """
    return _drawn(orjson.dumps(spec, option=orjson.OPT_SORT_KEYS))


@functools.lru_cache(maxsize=512)
def _drawn(spec: bytes) -> str:
    _register_fonts()
    try:
        return str(vl_convert.vegalite_to_svg(spec.decode(), allowed_base_urls=[]))
    except ValueError as failure:
        raise ChartFailed(str(failure)) from failure


def mixed(colour: str, share: float) -> str:
    """`share` (0 to 1) of a colour on white paper, as #rrggbb."""
    channels = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * share):02x}" for c in channels)
