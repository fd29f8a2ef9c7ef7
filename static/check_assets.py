"""Have the compiled assets drifted from their sources? Exit 1 names each file that has.

static/build/manifest.json records the SHA-256 of everything that went in and came out when
`npm run build` last ran; comparing needs no Node. Where node_modules is installed, the assets are
also built anew into a temporary folder and compared byte by byte, which catches a manifest that
was edited by hand.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def differing(base: Path, recorded: Mapping[str, str]) -> list[str]:
    return [name for name, digest in recorded.items() if sha256(base / name) != digest]


def unrecorded(root: Path, recorded: Mapping[str, str]) -> list[str]:
    """Sources and compiled files that the manifest does not know."""
    sources = dict.fromkeys(("static/src", "static/src/editor"), root)
    folders = sources | dict.fromkeys(("static/build", "static/fonts"), root / "static")
    return [
        str(path.relative_to(base))
        for folder, base in folders.items()
        for path in sorted((root / folder).glob("*"))
        if path.is_file()
        and path.name != "manifest.json"
        and str(path.relative_to(base)) not in recorded
    ]


def drift(root: Path) -> list[str]:
    """A sentence for each file that is not what the manifest says; none when all is as built."""
    manifest = json.loads((root / "static" / "build" / "manifest.json").read_text())
    inputs, outputs = manifest["inputs"], manifest["outputs"]
    return [
        *(f"{name}: changed since the assets were built" for name in differing(root, inputs)),
        *(f"static/{name}: not what was built" for name in differing(root / "static", outputs)),
        *(f"{name}: not in the manifest" for name in unrecorded(root, {**inputs, **outputs})),
    ]


def rebuilt_drift(root: Path) -> list[str]:
    """As `drift`, against a fresh build. Empty where Node or its packages are not installed."""
    if not (root / "node_modules").is_dir() or not shutil.which("node"):
        return []
    with tempfile.TemporaryDirectory() as fresh:
        subprocess.run(
            ["node", "static/src/build.mjs", fresh],
            cwd=root,
            env={**os.environ, "PYTHON": sys.executable},
            check=True,
        )
        outputs = json.loads((Path(fresh) / "build" / "manifest.json").read_text())["outputs"]
        return [
            f"static/{name}: a fresh build gives other bytes"
            for name in differing(root / "static", outputs)
        ]


def main() -> int:
    found = drift(ROOT) or rebuilt_drift(ROOT)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        print("Run `make assets` and commit the result.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
