"""A document asks nobody for anything, whatever addresses people write into a plan.

The whole corpus goes through every field of a plan that takes words, and then, as marks that no
template of ours writes, into the document itself. A hook of the interpreter hears of every socket,
program and file that is opened meanwhile.
"""

import json
import re
import subprocess
from html import escape

import pytest

from scp.publication import printing
from scp.publication.content import PlanContent
from tests.factories import content
from tests.unit.publication.addresses import ADDRESSES
from tests.unit.publication.printed import ENVIRONMENT, PYTHON

FINGERPRINT = "a" * 64
ABSOLUTE = re.compile(r"[A-Za-z0-9-]+:")
# Each way in which a page or a stylesheet can ask for something else.
WAYS = (
    '<img src="{0}">',
    '<img srcset="{0} 2x" src="data:,">',
    '<link rel="stylesheet" href="{0}">',
    '<link rel="attachment" href="{0}">',
    '<link rel="icon" href="{0}">',
    '<a rel="attachment" href="{0}">x</a>',
    '<object data="{0}">x</object>',
    '<embed src="{0}">',
    '<iframe src="{0}"></iframe>',
    '<svg><image href="{0}"/><use href="{0}#a"/></svg>',
    '<svg><style>@import url("{0}");</style></svg>',
    '<style>@import url("{0}");@font-face{{font-family:a;src:url("{0}")}}</style>',
    '<p style="background:url(&quot;{0}&quot;);list-style-image:url(&quot;{0}&quot;)">x</p>',
    '<p style="content:url(&quot;{0}&quot;);mask:url(&quot;{0}&quot;)">x</p>',
    '<video poster="{0}"></video><audio src="{0}"></audio>',
)


def test_the_corpus_is_large_and_has_each_address_once() -> None:
    assert len(ADDRESSES) >= 200
    assert len(set(ADDRESSES)) == len(ADDRESSES)


def said(address: str) -> str:
    """An address in the ways that people's texts can name one."""
    return f"![a]({address}) [b]({address}) <{address}> {address}\n\n"


def written_everywhere() -> PlanContent:
    """A plan that names the corpus in every field that takes words, some addresses in each."""
    words = iter("".join(map(said, ADDRESSES[start::8])) for start in range(8))
    plan = content.small()

    def first(items: tuple, **fields: str) -> tuple:
        return (items[0].model_copy(update=fields), *items[1:])

    evidence = tuple(
        one.model_copy(update={"url": address, "title": address, "summary": said(address)})
        for one, address in zip(plan.evidence, ADDRESSES, strict=False)
    )
    return content.small(
        plan=content.plan(title=ADDRESSES[0], summary=next(words)),
        sections=first(plan.sections, body=next(words)),
        needs=first(plan.needs, statement=next(words)),
        outcomes=first(plan.outcomes, statement=ADDRESSES[1], plain_summary=next(words)),
        pieces=first(plan.pieces, summary=next(words)),
        comments=first(plan.comments, text=next(words)),
        indicators=first(plan.indicators, definition=next(words)),
        evidence=(*evidence, *plan.evidence[len(evidence) :]),
        attribution=(next(words),),
    )


def asked_for_in(html: str) -> str:
    """A document that asks for each address in one way, and in all ways for some."""
    pairs = [(WAYS[n % len(WAYS)], address) for n, address in enumerate(ADDRESSES)]
    pairs += [(way, address) for way in WAYS for address in ADDRESSES[:: len(ADDRESSES) // 4]]
    # The engine gives up at a stylesheet with an address that is relative to nothing.
    pairs = [
        (way, address) for way, address in pairs if "<style" not in way or ABSOLUTE.match(address)
    ]
    marks = "".join(way.format(escape(address)) for way, address in pairs)
    return html.replace("<body>", "<body>" + marks, 1)


WATCHED = """
import json, sys
import django; django.setup()
from scp.publication import printing, rendering
from tests.factories import content
from tests.unit.publication import printed, test_addresses as corpus

def document(html):
    return rendering.to_pdf(html, attachment=b"{}", attachment_name="a.json", title="T")

# The first document of a process reads templates, fonts, styles and readers of pictures; those are
# ours.
first = printing.to_html(content.small(), sha256=corpus.FINGERPRINT)
document(first.replace("<body>", "<body><img src='data:,'>", 1))
html = printing.to_html(corpus.written_everywhere(), sha256=corpus.FINGERPRINT)
heard = []
def listen(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn",
                         "urllib.", "http.", "ftplib.", "glob.", "shutil.")):
        heard.append([event, repr(arguments)[:200]])
    elif event == "open" and isinstance(arguments[0], (str, bytes)):
        heard.append([event, str(arguments[0])])
sys.addaudithook(listen)
made = [document(html), document(corpus.asked_for_in(html))]
attached = [list(printed.opened(pdf).attachments) for pdf in made]
print(json.dumps({"heard": heard, "attached": attached}))
"""


@pytest.fixture(scope="module")
def found() -> dict[str, list]:
    done = subprocess.run(
        [*PYTHON, WATCHED], env=ENVIRONMENT, capture_output=True, text=True, timeout=600, check=True
    )
    answer: dict[str, list] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_no_socket_file_or_program_is_opened(found: dict[str, list]) -> None:
    # urllib's own opener is asked for data: addresses, which hold what they name.
    ours = [one for one in found["heard"] if one[0] == "urllib.Request" and "'data:" in one[1]]
    assert [one for one in found["heard"] if one not in ours] == []


def test_nothing_is_attached_but_the_edition(found: dict[str, list]) -> None:
    assert found["attached"] == [["a.json"], ["a.json"]]


def test_the_hook_hears_what_it_is_there_for() -> None:
    """The same hook, over a socket and a file that are opened: or it would prove nothing."""
    hook = WATCHED[WATCHED.index("heard = []") : WATCHED.index("made =")]
    opens = (
        "import json, socket, sys\n"
        + hook
        + (
            "open('/etc/hostname').close()\n"
            "try: socket.create_connection(('127.0.0.1', 9), 1)\nexcept OSError: pass\n"
            "print(json.dumps([event for event, _what in heard]))"
        )
    )
    done = subprocess.run(
        [*PYTHON, opens], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True
    )
    events = json.loads(done.stdout.splitlines()[-1])
    assert "open" in events
    assert "socket.connect" in events


def test_what_people_write_becomes_no_address_that_is_asked_for() -> None:
    html = printing.to_html(written_everywhere(), sha256=FINGERPRINT)
    sources = [part.partition('"')[0] for part in html.split(' src="')[1:]]
    assert sources
    assert [source for source in sources if not source.startswith("data:image/")] == []
    for mark in ("<link", "<object", "<embed", "<iframe", "srcset=", "@import", "<video"):
        assert mark not in html
    assert [url for url in re.findall(r"url\(([^)]{20})", html) if "data:image/" not in url] == []
