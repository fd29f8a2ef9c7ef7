"""The compiled assets are current, our own brand, and readable."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from static.check_assets import drift

STATIC = Path(settings.BASE_DIR) / "static"
CSS = (STATIC / "build" / "app.css").read_text()
BRAND = dict(
    re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", (STATIC / "src/_brand.scss").read_text(), re.M)
)


def test_nothing_has_drifted():
    assert drift(Path(settings.BASE_DIR)) == []


@pytest.fixture
def copy(tmp_path):
    for name in ("package.json", "package-lock.json"):
        shutil.copy(Path(settings.BASE_DIR) / name, tmp_path / name)
    shutil.copytree(STATIC, tmp_path / "static", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("static/src/app.js", "static/src/app.js: changed since the assets were built"),
        ("package.json", "package.json: changed since the assets were built"),
        ("static/build/app.css", "static/build/app.css: not what was built"),
        ("static/src/new.scss", "static/src/new.scss: not in the manifest"),
    ],
)
def test_a_changed_file_is_named(copy, name, sentence):
    with (copy / name).open("a") as file:
        file.write("\n// changed\n")
    assert drift(copy) == [sentence]


def test_a_missing_file_is_named(copy):
    (copy / "static/build/app.js").unlink()
    assert drift(copy) == ["static/build/app.js: not what was built"]


def test_nothing_of_central_governments_brand_is_used():
    compiled = CSS + (STATIC / "build" / "app.js").read_text()
    for word in ("GDS Transport", "GOV.UK", "crown", "crest"):
        assert word.lower() not in compiled.lower()


def test_nothing_is_fetched_from_elsewhere():
    compiled = CSS + (STATIC / "build" / "app.js").read_text()
    urls = set(re.findall(r"https?://[^\s\"')]+", compiled)) - {"http://www.w3.org/2000/svg"}
    assert urls == set()


def test_every_font_the_styles_name_is_there_with_its_licence():
    fonts = re.findall(r'url\("?\.\./fonts/([^")]+)', CSS)
    assert len(fonts) >= 4
    assert all((STATIC / "fonts" / name).is_file() for name in fonts)
    for folder in ("fonts", "document/fonts"):
        assert "SIL Open Font License" in (
            STATIC / folder / "LICENSE.txt"
        ).read_text().title().replace("Sil ", "SIL ")


def test_the_lock_file_names_no_registry():
    assert "resolved" not in (Path(settings.BASE_DIR) / "package-lock.json").read_text()


def test_no_committed_file_names_an_index_of_packages():
    # Written so that this file does not name them.
    hosts = ("pypi[.]org", "pythonhosted[.]org", "registry[.]npmjs", "(deb|ftp)[.]debian[.]org")
    asked = ["git", "grep", "--cached", "-lIE", "|".join(hosts)]
    found = subprocess.run(
        asked, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stdout, found.stderr) == (1, "", "")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("surface", ["#ffffff", BRAND["mist"]])
@pytest.mark.parametrize("text", ["ink", "pine", "pine-mid", "pine-dark"])
def test_text_in_our_colours_can_be_read(text, surface):
    assert contrast(BRAND[text], surface) >= 4.5


def test_secondary_text_and_the_header_can_be_read():
    assert contrast("#4a5957", BRAND["mist"]) >= 4.5
    assert contrast("#ffffff", BRAND["pine"]) >= 4.5


def test_the_manifest_knows_every_asset():
    manifest = json.loads((STATIC / "build" / "manifest.json").read_text())
    assert {"build/app.css", "build/app.js", "build/mark.svg"} <= set(manifest["outputs"])
