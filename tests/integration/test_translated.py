"""Every word of the interface goes through gettext: seen by speaking a language of marked words.

The pages are those of the URLconf. What is left in plain letters must be what people wrote (it is
in the database), what an edition froze, an address, a reference or a figure.
"""

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.utils import translation
from django.utils.translation import trans_real

from outcomes.imports.trafford import DESCRIPTIONS, VALUES
from outcomes.models import LibraryVersion
from scp.plans.models import PlanItem
from scp.publication.assembly import assemble
from scp.publication.content import Change, PlanContent, to_bytes
from scp.publication.diff import diff
from scp.publication.models import Edition
from scp.publication.printing import to_html
from scp.publication.rendering import PICTURE
from tests.factories import content
from tests.integration.answers import answers_for
from tests.integration.conftest import Trial
from tests.integration.pseudo import Pseudo, marked
from tests.integration.routes import routes
from tests.integration.test_bad_files import FAULTS, spoilt
from tests.integration.test_permission_matrix import ONLY_POST, TABLE
from tests.integration.world import World, who_may

pytestmark = pytest.mark.django_db

BY_NAME = {route.name: route for route in routes()}
# What a program fetches. Everything else that can be opened is a page.
FILES = {"draft-file", "draft-references", "draft-workbook-file", "edition-chart", "edition-file"}
FILES |= {"healthz", "readyz", "calendar-feed"}
# The reference of the API is left out: it is the OpenAPI file's own text, which is in English.
PAGES = sorted(
    name
    for name, row in TABLE.items()
    if row.get != ONLY_POST and not name.startswith("api-") and name not in FILES
)
FORMS = sorted(
    name for name in PAGES if TABLE[name].post and not name.endswith(("-remove", "-import"))
)
SAID = {
    *("aria-label", "aria-description", "aria-roledescription", "aria-valuetext"),
    *("alt", "title", "placeholder", "label", "summary", "content"),
}
# What the design system's scripts would say in English if they were not told otherwise.
SCRIPTED = {
    "govuk-character-count": "data-i18n.characters-under-limit.other",
    "govuk-password-input": "data-i18n.show-password",
}
UNSEEN = {"script", "style", "template"}
PREFIXES: set[str] = {
    model.REFERENCE_PREFIX.rstrip("-") for model in apps.get_models() if issubclass(model, PlanItem)
}
# Attributes in code that scripts read, by the words in them that somebody will see.
CODED = {
    "data-document": lambda value: [str(text) for text in _texts_of(json.loads(value))],
    "data-kinds": lambda value: [kind for kind in value.split() if kind not in PREFIXES],
}
NONSENSE = "x" * 150_000
# What means the same in every language: what cites in Markdown, addresses, references, codes of
# standards, units, what scripts fill in.
COMMON = re.compile(
    r"""\[(?:gap|contradicts)\ [A-Z]+-?\d+\]
    | https?://\S+ | \S+@\S+ | /[\w/-]+ | \b[A-Z]{1,3}-?\d+\b | \bGB-[A-Z]+\b | \bkB\b
    | %?\{\w+\} | x{20,}""",
    re.X,
)
# In a picture only this is seen; heard is the text that stands for the picture.
DRAWN = re.compile(r"<text[^>]*>[^<]*</text>")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CODE = re.compile(r"[a-z_]+").fullmatch
WORD = re.compile(r"[A-Za-z]{2,}")


CHANGES = (
    Change(
        collection="needs",
        reference="N1",
        kind="changed",
        title="Families cannot pay their bills",
        field="statement",
        before="Families with young children cannot pay their bills",
        after="Families cannot pay their bills",
    ),
)


def _texts_of(node: dict[str, Any]) -> Iterator[str]:
    """The words of a narrative, without the names of its parts."""
    yield node.get("text", "")
    for part in node.get("content", ()):
        yield from _texts_of(part)


class Reader(HTMLParser):
    """What a page says: its text, and the attributes that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN:
            self.inside.append(tag)
        if tag == "meta" and given.get("name") != "description":
            return
        words = SCRIPTED.get(given.get("data-module", ""))
        if words and words not in given:
            self.texts.append((f"{tag}[data-module]", f"what scripts say, in {words}"))
        for name, value in given.items():
            if name in CODED:
                self.texts += [(f"{tag}[{name}]", words) for words in CODED[name](value)]
                continue
            a_button = name == "value" and given.get("type") in ("submit", "button", "reset")
            for_scripts = name.startswith("data-") and " " in value.strip()
            if name in SAID or a_button or for_scripts:
                self.texts.append((f"{tag}[{name}]", value))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and data.strip():
            self.texts.append(("text", data))


def plain(page: str, data: re.Pattern[str]) -> str:
    """What a page says in letters that are neither marked nor data, a line each."""
    reader = Reader()
    reader.feed(page)
    found = []
    for where, text in reader.texts:
        left = data.sub("", COMMON.sub("", " ".join(text.split())))
        if WORD.search(left):
            found.append(f"{where}: {left.strip()[:100]} (in: {text.strip()[:100]})")
    return "\n".join(dict.fromkeys(found))


def one_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of these texts, the longest that fits."""
    longest = sorted((text for text in texts if WORD.search(text)), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


@pytest.fixture(scope="module")
def texts(world: World, django_db_blocker: Any) -> frozenset[str]:
    """What is data: every text of the database that is not from a code list, what the edition
    froze in the language it was published in, and what a version of a library says."""
    with django_db_blocker.unblock():
        return frozenset(_data())


def _data() -> Iterator[str]:
    for room in settings.ROOMS:
        if room not in ("scp.core", "scp.jobs"):
            for model in apps.get_app_config(room.rpartition(".")[2]).get_models():
                yield from _typed(model)
    kept = [json.loads(edition.content) for edition in Edition.objects.all()]
    kept += LibraryVersion.objects.values_list("values", flat=True)
    for values in kept:
        yield from (text for text in _strings(values) if not CODE(text))


def _typed(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            for value in model._base_manager.values_list(field.name, flat=True):
                yield from (" ".join(line.split()) for line in str(value).splitlines())


def _strings(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield from (" ".join(line.split()) for line in content.splitlines())
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from _strings(part)


@pytest.fixture
def data(texts: frozenset[str]) -> re.Pattern[str]:
    return one_of(texts)


@pytest.fixture
def pseudo(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, world: World) -> Iterator[None]:
    """The product speaks marked words, under the name of a language that Django knows."""
    settings.LANGUAGES = [("cy", "Welsh")]
    settings.LANGUAGE_CODE = "cy"
    monkeypatch.setitem(vars(trans_real)["_translations"], "cy", Pseudo("cy"))
    cache.clear()
    with translation.override("cy"):
        yield
    cache.clear()


def address_of(world: World, name: str) -> str:
    return world.address(name, BY_NAME[name].parameters)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("signed_in", [True, False], ids=["lead", "anonymous"])
def test_a_page_says_nothing_that_could_not_be_translated(
    world: World, pseudo: None, data: re.Pattern[str], signed_in: bool, name: str
) -> None:
    role = who_may(name) if signed_in else "anonymous"
    response = world.ours.client(role).get(address_of(world, name), follow=True)

    assert response.status_code == 200
    assert plain(response.content.decode(), data) == ""


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("kind", ["empty", "nonsense"])
def test_a_form_refuses_in_words_that_can_be_translated(
    world: World, pseudo: None, trial: Trial, name: str, kind: str
) -> None:
    fields = answers_for(name, world.ours) if kind == "nonsense" else {}

    with trial():
        response = world.ours.client(who_may(name)).post(
            address_of(world, name), dict.fromkeys(fields, NONSENSE)
        )
        data = one_of({*_data()})  # some answers need another item

    assert plain(response.content.decode(), data) == ""


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_is_refused_in_words_that_can_be_translated(
    world: World, pseudo: None, texts: frozenset[str], trial: Trial, name: str
) -> None:
    field, spoil, _said = FAULTS[name]
    answers = answers_for("draft-import", world.ours)
    columns = [column.name for column in (*DESCRIPTIONS, *VALUES)]
    cells = answers[field].read().decode().split(",")
    answers[field].seek(0)
    answers[field] = SimpleUploadedFile(f"{field}.csv", spoilt(answers[field], spoil))

    with trial():
        response = world.ours.client("lead").post(address_of(world, "draft-import"), answers)

    assert response.status_code == 422
    page = response.content.decode()
    assert marked("expected") in html.unescape(page)
    known = (f"{field}.csv", "HYPERLINK", "a few", *columns, *cells)
    assert plain(page, one_of({*texts, *known})) == ""


def test_a_printed_document_and_its_pictures_say_nothing_that_could_not_be_translated(
    pseudo: None,
) -> None:
    """What people wrote is marked too, as a picture may break a title over several lines."""
    plan = content.decided(content.small(edition=content.edition(2, CHANGES)))
    typed = PlanContent.model_validate_json(json.dumps(_marked(json.loads(to_bytes(plan)))))

    page = to_html(typed, sha256="0" * 64)

    pictures = [base64.b64decode(found).decode() for found in PICTURE.findall(page)]
    drawn = [text for picture in pictures for text in DRAWN.findall(picture)]
    assert len(drawn) > 50
    units = {indicator.unit for indicator in plan.indicators}
    codes = {item.library.code for item in plan.outcomes if item.library}
    assert plain("".join([page, *drawn]), one_of(units | codes)) == ""


def _marked(given: Any) -> Any:
    """A document's text in marked letters, but for codes, dates, references and addresses."""
    if isinstance(given, dict):
        return {name: _marked(part) for name, part in given.items()}
    if isinstance(given, list):
        return [_marked(part) for part in given]
    if isinstance(given, str) and not CODE(given) and WORD.search(COMMON.sub("", given)):
        return given if DATE.match(given) else marked(given)
    return given


def test_an_edition_is_in_the_language_of_the_installation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever publishes it may read another."""
    plan = world.ours.plan
    monkeypatch.setitem(vars(trans_real)["_translations"], "cy", Pseudo("cy"))

    with translation.override("cy"):
        document = assemble(plan)
        reordered = document.model_copy(update={"sections": document.sections[::-1]})
        (change,) = diff(reordered, document)
        assert translation.gettext("Order of sections") == marked("Order of sections")

    assert document.plan.lead_organisation.kind_label == "Council (same area)"
    assert change.title == "Order of sections"


class TestTheExamination:
    """What would be missed would not be mended."""

    @pytest.mark.parametrize(
        "fault",
        [
            "<p>Save</p>",
            '<img alt="Save">',
            '<input type="submit" value="Save">',
            '<div data-message="Save this"></div>',
            '<div data-module="govuk-character-count"></div>',
            "<p>Ｔｈｅ Council</p>",
        ],
    )
    def test_it_finds_plain_words(self, fault: str) -> None:
        assert plain(fault, one_of(["Borough"])) != ""

    @pytest.mark.parametrize(
        "page",
        [
            "<p>Ｓａｖｅ</p><script>let save</script>",
            '<p class="save">Ｔｈｅ Borough: O1, 46.5% https://example.org/a</p>',
        ],
    )
    def test_it_lets_marked_words_and_data_be(self, page: str) -> None:
        assert plain(page, one_of(["Borough"])) == ""

    def test_a_string_that_no_catalogue_has_stays_plain(self, pseudo: None) -> None:
        assert translation.gettext("Publish") == marked("Publish") == "Ｐｕｂｌｉｓｈ"
        assert translation.gettext("Nobody says this anywhere") == "Nobody says this anywhere"
