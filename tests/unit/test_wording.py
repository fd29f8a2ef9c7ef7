"""What is said to people goes through gettext, also where no page of the tests leads.

tests/integration/test_translated.py reads the pages; this reads the code: the sentences of
refusals and what commands print. `help=` of commands and what is said before Django has started
(scp.checks, scp.embedded) are for operators and stay English, as Django's own are.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from scp.core.errors import DomainError

ROOT = Path(settings.BASE_DIR)
TOLD = {"CommandError", "ArgumentTypeError", "ValidationError", "Http404"}
# A fault in a file: row, column, what was found, what was expected.
FAULT = {"add", "stop"}
PRINTED = {"write", "add_error", "success", "warning", "info", "error"}


def refusals(kind: type = DomainError) -> Iterator[str]:
    yield kind.__name__
    for narrower in kind.__subclasses__():
        yield from refusals(narrower)


def plain_sentences(python: str) -> Iterator[tuple[int, str]]:
    """(line, sentence) where a refusal is raised or something is printed in plain words."""
    told = TOLD | set(refusals())
    for node in ast.walk(ast.parse(python)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None)
        method = getattr(node.func, "attr", None)
        if method in FAULT and len(node.args) == 4:
            # The row, and the column by its publisher's name; then what is found and expected.
            told_of = node.args[2:]
        else:
            told_of = node.args if name in told or method in PRINTED else []
        yield from ((a.lineno, ast.unparse(a)) for a in told_of if _is_sentence(a))


def _is_sentence(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    words = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    return any(" " in text.strip() or text[:1].isupper() for text in words)


def test_refusals_and_what_commands_print_can_be_translated() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {sentence}"
        for folder in ("scp", "outcomes", "procurement", "stakeholders")
        for path in (ROOT / folder).rglob("*.py")
        if path.parent.name != "embedded"
        for line, sentence in plain_sentences(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'raise InvalidInput("Say why.")',
        'raise CommandError(f"{n} events do not fit")',
        'self.stdout.write("A dry run: nothing was stored.")',
        'form.add_error(None, "Choose another address")',
        'faults.add(row.number, "url", shown(cell), "a web address")',
    ],
)
def test_a_plain_sentence_is_found(code: str) -> None:
    assert len(list(plain_sentences(code))) == 1


@pytest.mark.parametrize(
    "code",
    ['raise InvalidInput(_("Say why."))', "self.stdout.write(words.format(n=1))", 'f.write("\\n")'],
)
def test_what_can_be_translated_is_let_be(code: str) -> None:
    assert list(plain_sentences(code)) == []
