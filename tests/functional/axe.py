"""What a machine can say about whether a page can be used by everyone: axe-core, and reflow.

axe-core (tests/vendor, the version package.json names) does not notice a page that is wider than a
phone, so `overflow` measures that itself.
"""

import json
from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

SCRIPT = Path(__file__).resolve().parents[1] / "vendor" / "axe.min.js"
# What is found is told by its HTML; a selector for each element would take a third of the time.
RUN = """async () => {
  const options = { resultTypes: ['violations'], selectors: false }
  const { violations } = await axe.run(document, options)
  return violations.map(({ id, help, nodes }) => ({
    id, help, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
  }))
}"""


@cache
def script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def prepare(context: BrowserContext) -> None:
    """Have the browser put axe-core into every page of a window before it is loaded.

    It goes in through the debugger, so the page's Content-Security-Policy stays as it is. Handed
    over once: half a megabyte for each page takes as long as the page.
    """
    context.add_init_script(script())


def violations(page: Page) -> list[str]:
    """A line for each rule that the page breaks, with the elements; empty when axe finds nothing.

    All of axe's rules run except the experimental ones. The page's window was prepared.
    """
    return [
        f"{found['id']}: {found['help']}\n{json.dumps(found['nodes'][:5], indent=1)}"
        for found in page.evaluate(RUN)
    ]


def overflow(page: Page, width: int = 320) -> list[str]:
    """Elements that make the page scroll sideways at `width` CSS pixels (WCAG 1.4.10)."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    found: list[str] = []
    if wide:
        found = page.evaluate(
            """(width) => [...document.querySelectorAll('body *')]
              .filter((e) => e.getBoundingClientRect().right > width + 1
                && !e.parentElement.closest('.scp-scrollable'))
              .map((e) => e.outerHTML.slice(0, 160)).slice(0, 10)""",
            width,
        ) or [f"the page is wider than {width} pixels"]
    if before:
        page.set_viewport_size(before)
    return found
