"""A language for tests: every string that the catalogues have, in letters that nobody types.

Words of the interface come out in full-width letters (`Ｓａｖｅ`), so a plain letter on a page is
either data or a string that never went through gettext. A string that gettext is asked for but
that `make messages` would not find stays plain too: nobody could translate it.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import allauth
import django
from django.conf import settings
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

from scp.core.management.commands.makemessages import calls

# What fills a string in, and markup: not for translators.
PARTS = re.compile(
    r"""(%{1,2}\(\w+\)[0-9.,+-]*[a-z] | %[0-9.]*[sdif%] | \{[^{}]*\} | <[^<>]*> | &\#?\w+;)""", re.X
)
FULL_WIDTH = {
    code: code - 0x21 + 0xFF01
    for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))
}
GETTEXTS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
ENTRY = re.compile(r'^msgid(?:_plural)? ((?:".*"\n)+)', re.MULTILINE)


def marked(message: str) -> str:
    words = PARTS.split(message)
    return "".join(part if n % 2 else part.translate(FULL_WIDTH) for n, part in enumerate(words))


class Pseudo(DjangoTranslation):
    """Stands in for the catalogues of a language. Its plurals are those of English."""

    def gettext(self, message: str) -> str:
        text = message.rpartition(CONTEXT_SEPARATOR)[2]
        return marked(text) if text in catalogue() else text

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@cache
def catalogue() -> frozenset[str]:
    """Our strings, as `make messages` finds them, and those of Django and allauth."""
    return frozenset({*ours(), *_of_a_package(django), *_of_a_package(allauth)})


def ours() -> Iterator[str]:
    root = Path(settings.BASE_DIR)
    for folder in ("scp", "outcomes", "procurement", "stakeholders"):
        for path in (root / folder).rglob("*.py"):
            yield from _strings(path.read_text("utf-8"))
    for path in (root / "templates").rglob("*.html"):
        yield from _strings(calls(path.read_text("utf-8")))


def _strings(python: str) -> Iterator[str]:
    """The constant arguments of calls of gettext and its kin. Inside an f-string xgettext looks for
    none, so there they are not found here either."""
    nodes: list[ast.AST] = [ast.parse(python)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.JoinedStr):
            continue
        nodes.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for argument in node.args if node.func.id in GETTEXTS else ():
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _of_a_package(package: Any) -> Iterator[str]:
    for path in Path(package.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"):
        for lines in ENTRY.findall(path.read_text("utf-8")):
            yield "".join(ast.literal_eval(line) for line in lines.splitlines())
