"""The printed plan: PlanContent to HTML here, its charts and its PDF by programs of their own.

The drawing library and the PDF engine each take as much memory as the worker has, and meet texts
that nobody foresaw. In processes that hold neither Django nor a secret they can take what they need
and give it back, and cannot take the worker down (docs/adr/0007).
"""

from django.conf import settings
from django.template import engines
from django.utils import translation

from scp.publication import programs
from scp.publication.charts import ChartFailed, engine, ornament
from scp.publication.charts.drawing import data_uri
from scp.publication.content import PlanContent
from scp.publication.document import Document, context
from scp.publication.exchange import Printed, RenderingFailed, Request, from_answer

PLOTTER = "scp.publication.plotting"
RENDERER = "scp.publication.rendering"


def to_html(content: PlanContent, *, sha256: str) -> str:
    """The printed document as HTML, complete in itself.

    `sha256` is that of the edition's bytes, printed on every page; "" for a preview of a draft,
    which says that it is one. Raises RenderingFailed, or ProgramLost.
    """
    template = engines["jinja2"].get_template("document/plan.html")
    parts = {"language": language(), "cover_picture": data_uri(ornament.band())}
    with (
        programs.Conversation(PLOTTER) as plotter,
        engine.drawn_by(lambda spec: _plotted(plotter, spec)),
        translation.override(settings.LANGUAGE_CODE),
    ):
        try:
            return template.render({**context(content, sha256=sha256), **parts})
        except ChartFailed as failure:
            raise RenderingFailed("chart_failed", str(failure)) from failure


def title(content: PlanContent, *, sha256: str) -> str:
    """What the document is called in a reader's list of windows."""
    with translation.override(settings.LANGUAGE_CODE):
        return Document(content, sha256).full_title


def language() -> str:
    """The language that documents of this installation are in, as BCP 47 writes it: "en-GB"."""
    return translation.to_locale(settings.LANGUAGE_CODE).replace("_", "-")


def _plotted(plotter: programs.Conversation, spec: str) -> str:
    answer = plotter.ask(spec)
    if "refused" in answer:
        raise ChartFailed(answer["refused"])
    return str(answer["picture"])


def to_pdf(request: Request) -> Printed:
    """An accessible PDF (PDF/UA-1) of the request's HTML, made in a fresh process.

    The process ends with this call, however it ends. Raises RenderingFailed, or ProgramLost.
    """
    return from_answer(programs.run(RENDERER, request.to_bytes()))
