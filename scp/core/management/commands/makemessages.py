from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from django.template import engines
from django.template.backends.jinja2 import Jinja2


def calls(template: str) -> str:
    """The translatable strings of a Jinja template as calls of Python, for xgettext to read.

    Django's own reader takes templates for Django's language, in which a tag ends with its line:
    of ours it would miss two strings in five.
    """
    engine = engines["jinja2"]
    if not isinstance(engine, Jinja2):
        raise TypeError("The engine called jinja2 is not Jinja.")
    lines = []
    for _line, function, found in engine.env.extract_translations(template):
        messages = [found] if isinstance(found, str) else list(found)
        # A count, which is no constant, comes as None.
        arguments = [repr(message) if message is not None else "n" for message in messages]
        lines.append(f"{function}({', '.join(arguments)})\n")
    return "".join(lines)


class JinjaFile(makemessages.BuildFile):
    def preprocess(self) -> None:
        if self.is_templatized:
            Path(self.work_path).write_text(calls(Path(self.path).read_text("utf-8")), "utf-8")


class Command(makemessages.Command):
    help = "Collect the strings of the interface, of templates written in Jinja too."
    build_file_class = JinjaFile

    def handle(self, *args: Any, **options: Any) -> Any:
        options["extensions"] = options["extensions"] or ["html", "py"]
        return super().handle(*args, **options)
