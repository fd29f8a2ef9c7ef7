"""The editor of a text, by those who write in it: its tools by keyboard, what Word leaves on the
clipboard, and that whoever has no script edits the same text as Markdown."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from scp.core.richtext import from_markdown
from scp.plans.models import Section
from tests.factories.outcomes import EvidenceFactory, OutcomeFactory
from tests.factories.plans import Cast, PlanFactory, SectionFactory, cast_of
from tests.functional.conftest import MakePerson
from tests.functional.people import Person
from tests.functional.test_journey import PHONE
from tests.functional.test_keyboard import NAME, tab_to

EDIT = "/draft/trafford/sections/S1/edit/"
WRITTEN = """\
## Who cares

One in **nine** of us, _here_ and now.

### Where

- In Partington
  - at night

1. Ask

> We are tired.

| Ward | Carers |
| --- | --: |
| Sale | 412 |

Nobody says so [EV-001] [contradicts EV-002 p. 3], see [O1] and \
[the council](https://www.trafford.gov.uk).\
"""
# What Word for Windows puts on the clipboard: lists are paragraphs, bold is a style, what was
# struck out and what a colleague remarked come along.
WORD = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style>p.MsoNormal {margin:0cm; color:red}</style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='mso-margin-top-alt:auto'><b><span style='font-size:20.0pt;color:#C00000'>Carers<o:p></o:p></span></b></h1>
<p class=MsoNormal style='margin-bottom:8.0pt'>One in <span style='font-weight:bold'>nine</span> of
<i>us</i><del cite="mailto:a" datetime="2026">, as ever</del>: see
<a href="https://www.trafford.gov.uk/" style='color:blue'>the council</a>
<a href="javascript:alert(1)">and this</a>.<o:p>&nbsp;</o:p></p>
<h6>Small print</h6>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Breaks</p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>near home</p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span><![endif]>Ask</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='height:1cm'>
<td width=301 style='background:yellow'><p class=MsoNormal><b>Ward</b></p></td>
<td width=301><p class=MsoNormal>Carers</p></td></tr>
<tr><td><p class=MsoNormal>Sale</p></td><td><p class=MsoNormal>412</p></td></tr></table>
<p class=MsoNormal><img width=10 src="file:///C:/logo.png"><script>alert(1)</script>The end.</p>
<div style='mso-element:comment-list'><div style='mso-element:comment'>Is that so?</div></div>
<!--EndFragment--></body></html>"""  # noqa: E501
KEPT = """\
## Carers

One in **nine** of _us_: see [the council](https://www.trafford.gov.uk/) and this.

### Small print

- Breaks
  - near home

1. Ask

| **Ward** | Carers |
| --- | --- |
| Sale | 412 |

The end.\
"""
PASTE = """(text, html) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/html', html)
  text.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}))
}"""
# The focus on a tool, from now until a tool is next used.
WATCH_THE_FOCUS = """() => {
  window.lent ??= []
  const watch = ({ target }) => {
    if (target.closest('[role=toolbar]')) window.lent.push(target.innerText)
  }
  document.addEventListener('focusin', watch)
  const used = ({ key }) => {
    if (key !== 'F10') return
    document.removeEventListener('focusin', watch)
    document.removeEventListener('keydown', used, true)
  }
  document.addEventListener('keydown', used, true)
}"""
# The cursor at the end, and a key before the browser has said so.
ENTER_AT_THE_END = """text => {
  getSelection().selectAllChildren(text)
  getSelection().collapseToEnd()
  const key = { key: 'Enter', keyCode: 13, bubbles: true, cancelable: true }
  text.dispatchEvent(new KeyboardEvent('keydown', key))
}"""


@pytest.fixture
def cast(live_server: object) -> Cast:
    plan = PlanFactory(slug="trafford", title="Trafford plan")
    EvidenceFactory(plan=plan, title="What carers told us")
    EvidenceFactory(plan=plan, title="Yearbook")
    OutcomeFactory(plan=plan, statement="Carers have a life of their own")
    SectionFactory(plan=plan, title="Our carers", body="Begin", document=from_markdown("Begin"))
    return cast_of(plan)


def saved() -> str:
    """The text as it is stored: in both forms, which must say the same."""
    section: Section = Section._base_manager.get()
    assert section.document == from_markdown(section.body)
    return section.body


def text_of(person: Person) -> Locator:
    return person.page.get_by_role("textbox", name=re.compile("^Text"))


def in_the_text(person: Person) -> Page:
    """With the cursor in it, all of it deleted, by keyboard."""
    person.opens(EDIT)
    tab_to(person.page, "Bold")
    person.page.keyboard.press("Tab")
    expect(text_of(person)).to_be_focused()
    person.page.keyboard.press("Control+a")
    person.page.keyboard.press("Delete")
    return person.page


def take(page: Page, *tools: str) -> None:
    """Tools by the keyboard, and back into the text, unless a tool asks something first."""
    for tool in tools:
        page.keyboard.press("Alt+F10")
        for _ in range(30):
            if page.evaluate(NAME) == tool:
                break
            page.keyboard.press("ArrowRight")
        else:
            raise AssertionError(f"the arrow keys do not reach “{tool}”")
        page.keyboard.press("Enter")
        if page.evaluate("Boolean(document.activeElement.closest('[role=toolbar]'))"):
            page.keyboard.press("Escape")


def test_the_tools_are_one_stop_of_the_tab_key(person: MakePerson, cast: Cast) -> None:
    lead = person(cast.lead)
    page = in_the_text(lead)
    tools = page.get_by_role("toolbar", name="Tools for the text")
    page.keyboard.press("Shift+Tab")
    for key, tool in (
        ("ArrowRight", "Italic"),
        ("ArrowLeft", "Bold"),
        ("ArrowLeft", "Redo"),
        ("ArrowRight", "Bold"),
        ("End", "Redo"),
        ("Home", "Bold"),
        ("ArrowRight", "Italic"),
    ):
        page.keyboard.press(key)
        expect(tools.get_by_role("button", name=tool, exact=True)).to_be_focused()
        expect(tools.locator("[tabindex='0']")).to_have_text([tool])

    italic = tools.get_by_role("button", name="Italic", exact=True)
    expect(italic).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")
    expect(italic).to_have_attribute("aria-pressed", "true")
    expect(italic).to_be_focused()
    lead.examines()
    page.keyboard.press("Tab")
    expect(text_of(lead)).to_be_focused()
    page.keyboard.type("gently")
    expect(text_of(lead).locator("em")).to_have_text("gently")
    page.keyboard.press("Shift+Tab")
    expect(italic).to_be_focused()  # where one was, not the first
    page.keyboard.press("Escape")
    expect(text_of(lead)).to_be_focused()

    # What cannot be done can still be found, and does nothing.
    indent = tools.get_by_role("button", name="Indent", exact=True)
    expect(indent).to_have_attribute("aria-disabled", "true")
    before = text_of(lead).inner_html()
    take(page, "Indent")
    assert text_of(lead).inner_html() == before
    take(page, "Undo", "Redo")
    expect(text_of(lead)).to_have_text("gently")
    lead.presses("Save")
    assert saved() == "_gently_"


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_a_text_is_written_with_the_keyboard_alone(
    person: MakePerson, cast: Cast, window: dict[str, object]
) -> None:
    lead = person(cast.lead, **window)
    page = in_the_text(lead)
    a_heading_lists_and_a_quotation(page)
    a_table(lead)
    chips_and_a_link(lead)
    tab_to(page, "Save")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    lead.examines()
    assert saved() == WRITTEN
    prose = page.locator(".scp-prose")
    expect(prose.get_by_role("heading", name="Who cares")).to_be_visible()
    expect(prose.get_by_role("columnheader")).to_have_text(["Ward", "Carers"])
    link = prose.get_by_role("link", name="O1")
    expect(link).to_have_attribute("href", "/draft/trafford/at/O1/")


def a_heading_lists_and_a_quotation(page: Page) -> None:
    keyboard = page.keyboard
    take(page, "Heading")
    keyboard.type("Who cares")
    keyboard.press("Enter")
    keyboard.type("One in ")
    take(page, "Bold")
    keyboard.type("nine")
    take(page, "Bold")
    keyboard.type(" of us, *here* and now.")  # as one types Markdown
    keyboard.press("Enter")
    take(page, "Subheading")
    keyboard.type("Where")
    keyboard.press("Enter")
    take(page, "Bullets")
    keyboard.type("In Partington")
    keyboard.press("Enter")
    take(page, "Indent")
    keyboard.type("at night")
    keyboard.press("Enter")
    take(page, "Outdent", "Outdent")
    take(page, "Numbers")
    keyboard.type("Ask")
    keyboard.press("Enter")
    keyboard.press("Enter")  # out of the list
    take(page, "Quotation")
    keyboard.type("We are tired.")
    keyboard.press("Enter")
    keyboard.press("Enter")


def a_table(lead: Person) -> None:
    page = lead.page
    for_tables = page.get_by_role("button", name="Add row")
    expect(for_tables).to_be_hidden()
    take(page, "Table")
    expect(for_tables).to_be_visible()
    for words in ("Ward", "Carers", "Sale", "412"):
        page.keyboard.type(words)
        if words == "Carers":
            take(page, "Column of figures")
        page.keyboard.press("Enter")  # into the next cell
    take(page, "Remove row")
    lead.examines()
    page.keyboard.press("ArrowDown")
    expect(for_tables).to_be_hidden()


def chips_and_a_link(lead: Person) -> None:
    page, keyboard = lead.page, lead.page.keyboard
    keyboard.type("Nobody says so [EV-1] ")
    take(page, "Cite evidence")
    dialog = page.get_by_role("dialog", name="Cite evidence")
    expect(dialog.get_by_label("Search")).to_be_focused()
    expect(dialog.get_by_role("status")).to_have_text("2 found.")
    keyboard.press("Enter")  # nothing is chosen yet
    expect(dialog.get_by_role("alert")).to_have_text("Choose the evidence.")
    lead.examines()
    keyboard.type("yearb")
    expect(dialog.get_by_role("status")).to_have_text("1 found.")
    expect(dialog.get_by_label("EV-002 Yearbook")).to_be_checked()
    tab_to(page, "Supports it")
    keyboard.press("ArrowDown")
    tab_to(page, "Where in it")
    keyboard.type("p. 3")
    keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(text_of(lead).locator(".scp-chip")).to_have_text(
        ["[EV-1]", "[contradicted by EV-002, p. 3]"]
    )

    expect(text_of(lead)).to_be_focused()
    keyboard.type(", see ")
    take(page, "Refer to item")
    dialog = page.get_by_role("dialog", name="Refer to an item")
    expect(dialog.get_by_label("O1 Carers have a life of their own")).to_be_visible()
    tab_to(page, "O1 Carers")
    keyboard.press("Space")
    keyboard.press("Enter")
    expect(text_of(lead)).to_be_focused()
    keyboard.type(" and ")

    take(page, "Link")
    dialog = page.get_by_role("dialog", name="Link")
    expect(dialog.get_by_label("Words of the link")).to_be_focused()
    keyboard.type("the council")
    tab_to(page, "Address")
    keyboard.type("javascript:alert(1)")
    keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Enter an address that begins with")
    lead.examines()
    keyboard.press("Control+a")
    keyboard.type("www.trafford.gov.uk")
    keyboard.press("Enter")
    expect(text_of(lead)).to_be_focused()
    keyboard.type(".")


def test_who_leaves_a_dialog_is_back_in_the_text(person: MakePerson, cast: Cast) -> None:
    lead = person(cast.lead)
    page = in_the_text(lead)
    for tool in ("Cite evidence", "Refer to item", "Link"):
        take(page, tool)
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(text_of(lead)).to_be_focused()
    expect(text_of(lead)).to_have_text("")
    lead.presses("Save")
    assert saved() == ""


def test_what_is_typed_as_a_dialog_closes_is_in_the_text(person: MakePerson, cast: Cast) -> None:
    """No tool has the focus in between: the space would press it again."""
    page = in_the_text(person(cast.lead))
    keyboard = page.keyboard
    keyboard.type("First ")
    take(page, "Link")
    page.evaluate(WATCH_THE_FOCUS)
    keyboard.type("the council")
    tab_to(page, "Address")
    keyboard.type("www.trafford.gov.uk")
    keyboard.press("Enter")
    keyboard.type(" and ")
    take(page, "Cite evidence")
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("2 found.")
    page.evaluate(WATCH_THE_FOCUS)
    tab_to(page, "EV-001")
    keyboard.press("Space")
    keyboard.press("Enter")
    keyboard.type(" then ")
    take(page, "Refer to item")
    page.evaluate(WATCH_THE_FOCUS)
    keyboard.press("Escape")
    keyboard.type(" last")
    take(page, "Link")
    page.evaluate(WATCH_THE_FOCUS)
    tab_to(page, "Cancel")
    keyboard.press("Enter")
    keyboard.type(" of all.")

    expect(page.get_by_role("textbox", name=re.compile("^Text"))).to_have_text(
        "First the council and [EV-001] then  last of all."
    )
    assert page.evaluate("window.lent") == []


def test_a_key_acts_where_the_cursor_is(person: MakePerson, cast: Cast) -> None:
    """Also on a machine so busy that the key is there before the news that the cursor moved."""
    lead = person(cast.lead)
    page = in_the_text(lead)
    page.keyboard.type("One line")
    page.keyboard.press("Home")
    take(page, "Bold", "Bold")  # by then the editor has heard of it

    text_of(lead).evaluate(ENTER_AT_THE_END)
    page.keyboard.type("Another")

    expect(text_of(lead).locator("p")).to_have_text(["One line", "Another"])


def test_paste_from_word_keeps_the_structure_and_drops_the_rest(
    person: MakePerson, cast: Cast
) -> None:
    lead = person(cast.lead)
    in_the_text(lead)
    text_of(lead).evaluate(PASTE, WORD)
    lead.examines()  # also that the Content-Security-Policy had nothing to refuse
    lead.presses("Save")

    assert saved() == KEPT


def test_both_ways_of_writing_edit_the_same_text(person: MakePerson, cast: Cast) -> None:
    plain = person(cast.commissioner, scripts=False)
    plain.opens(EDIT)
    plain.fills(Text=WRITTEN)
    plain.presses("Save")
    assert saved() == WRITTEN

    lead = person(cast.lead)
    lead.opens(EDIT)
    text = text_of(lead)
    expect(text.get_by_role("heading")).to_have_text(["Who cares", "Where"])
    expect(text.locator("table tr")).to_have_count(2)
    expect(text.locator(".scp-chip")).to_have_text(
        ["[EV-001]", "[contradicted by EV-002, p. 3]", "O1"]
    )
    expect(text.get_by_role("link")).to_have_attribute("href", "https://www.trafford.gov.uk")
    lead.presses("Save")
    assert saved() == WRITTEN, "saved unchanged, nothing changes"

    lead.opens(EDIT)
    text.click()
    lead.page.keyboard.press("Control+End")
    lead.page.keyboard.type(" So [EV-2].")
    lead.presses("Save")

    plain.opens(EDIT)
    expect(plain.field("Text")).to_have_value(f"{WRITTEN} So [EV-002].")


def test_what_is_wrong_is_said_and_the_text_stays(person: MakePerson, cast: Cast) -> None:
    lead = person(cast.lead)
    page = in_the_text(lead)
    page.keyboard.type("# Not a heading here, says [EV-77]")
    lead.presses("Save")

    lead.sees("There is a problem", "Not in this plan: EV-077.")
    expect(text_of(lead)).to_have_attribute("aria-invalid", "true")
    expect(text_of(lead)).to_contain_text("# Not a heading here, says [EV-077]")
    page.get_by_role("alert").get_by_role("link", name="Not in this plan: EV-077").click()
    expect(text_of(lead)).to_be_focused()
    assert saved() == "Begin"

    page.keyboard.press("Control+End")
    page.keyboard.press("Backspace")  # a chip goes as a whole
    page.keyboard.type("[EV-2]")
    lead.presses("Save")
    assert saved() == r"\# Not a heading here, says [EV-002]"
