"""Makes the typeface of the printed plan: static/document/fonts/*.ttf from the npm package.

WeasyPrint reads fonts from files, one for each style, and subsets them itself. The package holds
WOFF2 files split by alphabet; this joins Latin and Latin Extended (all that English and Welsh need,
and the names of people from most of Europe). Run by `npm run build`; needs requirements-dev.
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "@fontsource" / "source-sans-3"
STYLES = {
    "Regular": "400-normal",
    "Italic": "400-italic",
    "Semibold": "600-normal",
    "Bold": "700-normal",
}


def name(font: TTFont, style: str) -> None:
    """Call the font what it is: the files were cut from a variable font and keep its first name."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in {0, 5, 13, 14}]
    for number, text in {
        1: "Source Sans 3" if style != "Semibold" else "Source Sans 3 Semibold",
        2: style if style != "Semibold" else "Regular",
        3: f"SourceSans3-{style}-joined",
        4: f"Source Sans 3 {style}",
        6: f"SourceSans3-{style}",
        16: "Source Sans 3",
        17: style,
    }.items():
        names.setName(text, number, 3, 1, 0x409)


def make(style: str, face: str, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        parts = []
        for subset in ("latin", "latin-ext"):
            font = TTFont(
                PACKAGE / "files" / f"source-sans-3-{subset}-{face}.woff2", recalcTimestamp=False
            )
            font.flavor = None
            parts.append(f"{work}/{subset}.ttf")
            font.save(parts[-1])
        joined = Merger().merge(parts)
        joined.recalcTimestamp = False
        # The same input gives the same bytes, whenever it is made.
        original = TTFont(parts[0])["head"]
        joined["head"].created, joined["head"].modified = original.created, original.modified
        name(joined, style)
        joined.save(folder / f"SourceSans3-{style}.ttf")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "static" / "document" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for style, face in STYLES.items():
        make(style, face, folder)
    (folder / "LICENSE.txt").write_bytes((PACKAGE / "LICENSE").read_bytes())


if __name__ == "__main__":
    main()
