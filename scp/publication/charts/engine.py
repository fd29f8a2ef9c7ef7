"""From a Vega-Lite specification to an SVG: the one costly step of a chart, taken once.

Drawing takes about 30 ms and equal specifications give equal pictures, so a picture is kept by the
hash of its specification: in this process, and in the shared cache, where the web processes find
what the worker drew for the PDF.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import metadata
from pathlib import Path
from typing import Any

import orjson
import structlog
from django.core.cache import cache

from scp.core.kept import Kept
from scp.publication import plotting
from scp.publication.plotting import ChartFailed, plot

log = structlog.get_logger(__name__)

__all__ = ["ChartFailed", "drawn_by", "svg", "version"]

# A picture takes some 8 kB: a few plans of a hundred indicators.
BYTES_AT_MOST = 8_000_000
# Long enough for an edition's first readers. The shared cache is the jobs' broker too, so what
# nobody asks for leaves it.
SHARED_SECONDS = 7 * 24 * 60 * 60

kept_pictures: Kept[str] = Kept(BYTES_AT_MOST)
Draw = Callable[[str], str]
_draw: ContextVar[Draw] = ContextVar("draw", default=plot)


@contextmanager
def drawn_by(draw: Draw) -> Iterator[None]:
    """Let what is drawn in the `with` be drawn elsewhere than in this process."""
    before = _draw.set(draw)
    try:
        yield
    finally:
        _draw.reset(before)


def svg(spec: dict[str, Any]) -> str:
    """The SVG of a Vega-Lite specification.

    No address is opened: data comes inside the specification. Raises ChartFailed.
    """
    written = orjson.dumps(spec, option=orjson.OPT_SORT_KEYS)
    key = f"chart:{hashlib.sha256(version().encode() + written).hexdigest()}"
    picture = kept_pictures.get(key)
    if picture is None:
        picture = _shared(key) or _drawn(key, written)
        kept_pictures.put(key, picture, len(picture))
    return picture


@functools.cache
def version() -> str:
    """A short name for the way charts are drawn: another one whenever the drawing library, our own
    drawing code or the typeface is another."""
    digest = hashlib.sha256(metadata.version("vl-convert-python").encode())
    code = (*Path(__file__).parent.glob("*.py"), Path(plotting.__file__))
    for source in (*code, *plotting.FONT_FOLDER.glob("*.ttf")):
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _drawn(key: str, written: bytes) -> str:
    picture = _draw.get()(written.decode())
    _share(key, picture)
    return picture


# --- the shared cache -----------------------------------------------------------------------------
# It may be away (scp.core.cache goes on without it) or refuse, being full for example. A chart is
# drawn all the same.


def _shared(key: str) -> str | None:
    try:
        found = cache.get(key)
    except Exception as error:
        log.warning("chart_not_read", error=type(error).__name__)
        return None
    return found if isinstance(found, str) else None


def _share(key: str, picture: str) -> None:
    try:
        cache.set(key, picture, SHARED_SECONDS)
    except Exception as error:
        log.warning("chart_not_kept", error=type(error).__name__)
