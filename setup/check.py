"""`make check`: every check, two at a time, each with its time; output only of those that fail.

python setup/check.py [NAME …]
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PYTHON = sys.executable
BIN = Path(PYTHON).parent
MANAGE = [PYTHON, "manage.py"]
OWN = [PYTHON, "setup/check.py", "--inside"]

# The slowest first, so that the second core is never left waiting for one.
CHECKS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy")],
    "import contracts": [str(BIN / "lint-imports")],
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "system checks": [*MANAGE, "check", "--fail-level", "WARNING"],
    "missing migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "unsafe migrations": [*OWN, "migrations"],
    "templates compile": [*OWN, "templates"],
    "template lint": [str(BIN / "djlint"), "templates", "--lint", "--quiet", "--profile", "jinja"],
    "compiled assets": [PYTHON, "static/check_assets.py"],
    "OpenAPI file": [*MANAGE, "check_openapi"],
    "generated documents": [*MANAGE, "generate_docs", "--check"],
}


def templates() -> int:
    """Compile every Jinja template with our environment: an unknown filter or tag fails."""
    import django
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2
    from jinja2 import TemplateError

    django.setup()
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    environment = engine.env
    failures = 0
    for name in environment.list_templates(extensions=["html", "txt", "svg", "xml"]):
        try:
            environment.get_template(name)
        except TemplateError as error:
            failures += 1
            print(f"templates/{name}: {error}")
    return failures


# Migrations that an older version of the code would not survive, each with what it does. No version
# had been released when they were written.
BEFORE_ANY_RELEASE = {
    "0004_the_why_in_full": "an observation is unique by its part of the population, too",
    "0004_kinds_of_editions": "an edition has a kind and a label, which older code gives none",
    "0002_measures_theory_and_citations": "what a contribution cites has a locator and a relation",
}


def migrations() -> int:
    """Refuse migrations that break the version of the code that still serves while they run."""
    import django
    from django.conf import settings
    from django_migration_linter import MigrationLinter

    django.setup()
    ours = [room.rsplit(".", 1)[-1] for room in settings.ROOMS]
    linter = MigrationLinter(
        str(ROOT),
        include_apps=ours,
        no_cache=True,
        quiet=["ok", "ignore"],
        ignore_name=list(BEFORE_ANY_RELEASE),
    )
    linter.lint_all_migrations()
    return int(linter.has_errors)


def run(name: str) -> tuple[str, int, float, str]:
    began = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return name, done.returncode, time.monotonic() - began, done.stdout + done.stderr


def main(names: Sequence[str]) -> int:
    from scp import embedded

    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    failed = []
    with embedded.running(embedded.DATA / "test", throwaway=True), ThreadPoolExecutor(2) as pool:
        for name, code, seconds, output in pool.map(run, names or CHECKS):
            print(f"{name} … {'failed' if code else 'ok'} in {seconds:.1f} s", flush=True)
            if code:
                failed.append(name)
                print(output, flush=True)
    if failed:
        print(f"{len(failed)} of {len(names or CHECKS)} checks failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scp.settings")
    if sys.argv[1:2] == ["--inside"]:
        sys.exit({"templates": templates, "migrations": migrations}[sys.argv[2]]() != 0)
    sys.exit(main(sys.argv[1:]))
