"""Drawing a chart, and the program that does it for workers: `python -m scp.publication.plotting`.

The drawing library carries a JavaScript engine: 80 to 120 MB that a process never gives back. A web
process draws a chart now and then and has it inside. A worker has a document's charts drawn by this
program, which is gone before the PDF is made. It loads neither Django nor the PDF engine.

The program reads specifications, one a line, and answers each with a line of JSON: the picture, or
what the library has against it. It ends when nobody can ask any more.
"""

import functools
import json
import sys
from pathlib import Path

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "document" / "fonts"


class ChartFailed(Exception):
    """The drawing library refused a specification. The message is the library's own."""


def plot(spec: str) -> str:
    """The SVG of a Vega-Lite specification. No address is opened. Raises ChartFailed."""
    import vl_convert  # a worker, which asks the program, never has it

    _register_fonts()
    try:
        return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))
    except ValueError as failure:
        raise ChartFailed(str(failure)) from failure


@functools.cache
def _register_fonts() -> None:
    """So that text is measured in the typeface it will be shown in. Once in a process."""
    import vl_convert

    vl_convert.register_font_directory(str(FONT_FOLDER))


def main() -> None:
    """Answer until the worker closes its end, or is gone."""
    for spec in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(_answer(spec.decode())).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(spec: str) -> dict[str, str]:
    try:
        return {"picture": plot(spec)}
    except ChartFailed as failure:
        return {"refused": str(failure)}


if __name__ == "__main__":
    main()
