"""The words and the address in a source that may be written as HTML."""

from html.parser import HTMLParser
from urllib.parse import urlsplit


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value for name, value in attrs if name == "href" and value]


def plain(text: str) -> tuple[str, str]:
    """(the words, the first web address or ""): no tag survives."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    words = " ".join("".join(reader.words).split()).replace(" .", ".")
    links = [*reader.links, words]
    return words, next((link for link in links if is_web_address(link)), "")


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and " " not in text
