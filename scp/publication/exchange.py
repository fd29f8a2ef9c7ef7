"""What a worker and the program that makes its PDFs say to each other.

The worker writes one `Request` to the program (scp.publication.rendering) and reads one answer: a
`Printed`, or the name of what went wrong. Each is a line of JSON and then bytes. The standard
library is enough for this, so that the program need load nothing of the worker's.
"""

import json
from dataclasses import dataclass
from typing import Any, Self


class RenderingFailed(Exception):
    """A document could not be made. `code` names the reason for machines:

    chart_failed: a chart's specification was refused; address_refused: the document asked for
    something outside itself in a way that cannot be left out; layout_failed: the PDF engine gave
    up; tags_failed: its output could not be made accessible.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Request:
    """A document to be made: complete HTML, and the data that it carries byte for byte."""

    html: str
    attachment: bytes
    attachment_name: str
    title: str
    language: str = "en-GB"

    def to_bytes(self) -> bytes:
        # Half a character is no text, but it can be in one; the program prints its code point.
        html = self.html.encode("utf-8", "surrogatepass")
        head = {
            "attachment_name": self.attachment_name,
            "title": self.title,
            "language": self.language,
            "html_bytes": len(html),
            "attachment_bytes": len(self.attachment),
        }
        return _line(head) + html + self.attachment

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Raises ValueError for a request that broke off."""
        head, body = _split(raw)
        html_bytes, attachment_bytes = head.pop("html_bytes"), head.pop("attachment_bytes")
        if len(body) != html_bytes + attachment_bytes:
            raise ValueError("The request broke off.")
        html = body[:html_bytes].decode("utf-8", "surrogatepass")
        return cls(html=html, attachment=body[html_bytes:], **head)


@dataclass(frozen=True)
class Printed:
    """A finished document. `peak_mb` is the most memory that the program had while it made it, in
    MB, by the kernel's account; 0 where the kernel keeps none."""

    pdf: bytes
    pages: int
    peak_mb: float


def to_answer(outcome: Printed | RenderingFailed) -> bytes:
    if isinstance(outcome, RenderingFailed):
        return _line({"code": outcome.code, "message": outcome.message})
    head = {"pages": outcome.pages, "peak_mb": outcome.peak_mb, "pdf_bytes": len(outcome.pdf)}
    return _line(head) + outcome.pdf


def from_answer(raw: bytes) -> Printed:
    """Raises the RenderingFailed that the program names, or ValueError for what is no answer."""
    head, body = _split(raw)
    if "code" in head:
        raise RenderingFailed(head["code"], head["message"])
    if len(body) != head.pop("pdf_bytes"):
        raise ValueError("The answer broke off.")
    return Printed(pdf=body, **head)


def _line(head: dict[str, Any]) -> bytes:
    return json.dumps(head).encode() + b"\n"


def _split(raw: bytes) -> tuple[dict[str, Any], bytes]:
    line, _, body = raw.partition(b"\n")
    head: dict[str, Any] = json.loads(line)
    return head, body
