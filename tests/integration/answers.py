"""What somebody would type into each form: valid answers, by the noun of the item."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from procurement.carrying import hanging_on
from scp.plans.uploads import Uploads
from scp.publication.workbook import Book, Shared, as_json, book_of, compare, seen
from tests.factories.outcomes import NeedFactory, OutcomeFactory
from tests.factories.procurement import TheoryNodeFactory
from tests.factories.procurement import seen as seen_by_a_reader
from tests.factories.why import PDF
from tests.integration.world import Place

Answers = dict[str, Any]
VERSIONED = ("-edit", "-remove")


def answers_for(name: str, place: Place) -> Answers:
    """Answers that the form of a writing route accepts, for an item of this place."""
    special = {
        "draft-about": lambda: {**plan_answers(place), "version": str(place.plan.version)},
        "draft-autosave": lambda: {"statement": "People need to be he"},
        "draft-autosave-discard": lambda: {"next": f"/draft/{place.plan.slug}/needs/"},
        "draft-lease": lambda: {},
        "draft-start": lambda: {**plan_answers(place), "slug": "a-new-plan"},
        "draft-status": lambda: {"status": "in_coproduction"},
        "draft-members": lambda: {"email": place.cast.outsider.email, "role": "viewer"},
        "draft-comment": lambda: {"text": "Say what happens in Partington."},
        "draft-respond": lambda: {"decision": "accepted", "response": "We have.", "version": "0"},
        "draft-hide": lambda: {"reason": "spam"},
        "draft-show": lambda: {"sure": "yes"},
        "draft-member-remove": lambda: {"sure": "yes"},
        "draft-edition-withdraw": lambda: {"reason": "It named a family"},
        "verify": lambda: {"hash": "0" * 64},
        "draft-overrides": lambda: {"take_back": "no_vision:"},
        "draft-publish": lambda: {"reason": "Agreed by Cabinet"},
        "draft-document-retry": lambda: {"edition": "1", "kind": "pdf"},
        "draft-import": import_answers,
        "draft-import-confirm": lambda: import_confirm_answers(place),
        "draft-workbook-import": lambda: {
            "file": SimpleUploadedFile("plan.json", as_json.write(edited_workbook(place)))
        },
        "draft-workbook-confirm": lambda: confirm_answers(place),
        "draft-outcome-to-piece": lambda: {
            **item_answers("outcome", place, new=True),
            "statement": "Deliver 900 sessions",
            **{f"piece-{k}": v for k, v in item_answers("piece", place, new=True).items()},
        },
        "draft-need-merge": lambda: merge_answers(place, "need", NeedFactory),
        "draft-outcome-merge": lambda: merge_answers(place, "outcome", OutcomeFactory),
        "draft-need-split": lambda: split_answers(place, "need"),
        "draft-outcome-split": lambda: split_answers(place, "outcome"),
        "draft-library-adopt": lambda: {"number": "1"},
        "draft-library-take-over": lambda: take_over_answers(place),
        "draft-library-release": lambda: {**take_over_answers(place), "number": "1"},
        "draft-outcome-library": lambda: {"note": "First version"},
        "draft-indicator-library": lambda: {"note": "First version"},
        "draft-outcome-voice": lambda: {
            "accepted_by": "Councillor A. Patel, Executive Member for Communities",
            **day("accepted_on", "2 11 2026"),
            "reason": "Nobody has been asked yet.",
            "version": str(place.items["outcome"].version),
        },
        "draft-file-add": lambda: {"file": SimpleUploadedFile("other.pdf", PDF + b"% other\n")},
        "draft-file-remove": lambda: {"reason": "It names a person", "version": "1"},
        "draft-decision-record": lambda: {
            "outcome": "approved",
            "decided": "To adopt the plan",
            "reasons": "The needs are evidenced",
            "call_in": "none",
            "version": "1",
            **day("decided_on", "1 5 2026"),
        },
        "draft-sign-off": lambda: {"post": "Monitoring officer", "seen_version": "a" * 64},
        "draft-gap-close": lambda: {
            "answer": "There are 212",
            "version": str(place.items["gap"].version),
            **day("closed_on", "1 6 2026"),
        },
        "draft-cite": lambda: {
            "evidence": str(place.items["evidence"].pk),
            "relation": "contradicts",
            "locator": "page 12",
        },
        "draft-cite-new": lambda: {
            **item_answers("evidence", place, new=True),
            "relation": "supports",
            "cited_at": "page 12",
        },
        "draft-citation-edit": lambda: {
            "relation": "gap",
            "about": "is heard",
            "version": str(place.items["outcome"].version),
        },
        "draft-citation-remove": lambda: {"version": str(place.items["outcome"].version)},
        "draft-still-right": lambda: {"version": str(place.items["outcome"].version)},
        "draft-break-add": lambda: {**day("on", "1 9 2023"), "note": "Counted by residence"},
        "draft-break-edit": lambda: {
            **day("on", "1 9 2022"),
            "note": "Counted by residence",
            "version": str(place.items["indicator"].version),
        },
        "draft-break-remove": lambda: {"version": str(place.items["indicator"].version)},
        "draft-step-done": lambda: {"version": str(place.items["step"].version)},
        "draft-step-reopen": lambda: {"version": str(place.items["done"].version)},
        "draft-theory-begin": lambda: {},
        "draft-assessment-sign": lambda: {
            "signed_as": "Equality lead",
            "seen": seen_by_a_reader(place.items["assessment"]),
        },
        "draft-gap-reopen": lambda: {"version": str(place.items["closed"].version)},
    }
    if name in special:
        return special[name]()
    noun, _, verb = name.removeprefix("draft-").rpartition("-")
    answers = {} if verb in ("remove", "restore") else item_answers(noun, place, new=verb == "add")
    if verb != "add":
        answers["version"] = version_now(place.items[noun])
    return answers


def version_now(item: Any) -> str:
    """Of an item that a citation may have been given since the world was made."""
    return str(type(item)._base_manager.values_list("version", flat=True).get(pk=item.pk))


def edited_workbook(place: Place) -> Book:
    """The plan's workbook with a source that was given another title."""
    book = book_of(place.plan)
    first, *others = book.tables["evidence"]
    values = {**first.values, "title": "A source under another title"}
    tables = {**book.tables, "evidence": [replace(first, values=values), *others]}
    return replace(book, tables=tables)


def confirm_answers(place: Place) -> Answers:
    """What the page that shows the changes of a workbook sends when somebody confirms them."""
    book = edited_workbook(place)
    changes = compare(book, book_of(place.plan), Shared())
    sha256 = sent_by_everybody(place, as_json.write(book))
    return {"sha256": sha256, "digest": seen.digest_of(changes)}


def sent_by_everybody(place: Place, data: bytes) -> str:
    """A file that waits for each of the plan's people: what one sent, nobody else can confirm."""
    return {Uploads(place.plan, person).store(data) for _role, person in place.cast}.pop()


def merge_answers(place: Place, noun: str, make: Any) -> Answers:
    return {"into": str(make(plan=place.plan).pk), "version": str(place.items[noun].version)}


def split_answers(place: Place, noun: str) -> Answers:
    """Everything goes with both parts."""
    with scope(plan=place.plan):
        hanging = hanging_on(place.items[noun])
    taken: Answers = {}
    for part in ("part1", "part2"):
        taken[f"{part}_statement"] = f"What {part} says"
        for what in hanging:
            taken.setdefault(f"{part}_{what.kind}", []).append(str(what.key))
    return {**taken, "version": str(place.items[noun].version)}


def take_over_answers(place: Place) -> Answers:
    """An outcome of this plan says what the first version of the entry says."""
    first = place.library.versions.get(number=1)
    outcome = OutcomeFactory(plan=place.plan, library_version=first, **first.values)
    return {"number": "2", "version": str(outcome.version)}


def plan_answers(place: Place) -> Answers:
    return {
        "title": "A plan by another name",
        "summary": "",
        "place_codes": "E08000009",
        "lead_organisation": str(place.plan.lead_organisation_id),
        **day("period_start", "1 4 2026"),
        **day("period_end", "31 3 2030"),
    }


def import_answers() -> Answers:
    """The first indicator of the real files, with its values."""
    folder = settings.BASE_DIR / "data" / "trafford"
    return {
        "format": "trafford",
        "indicators": _lines(folder / "indicators.csv", lambda line: ",active_children," in line),
        "series": _lines(folder / "series.csv", lambda line: line.startswith("active_children,")),
        **day("published_on", "13 5 2026"),
    }


def import_confirm_answers(place: Place) -> Answers:
    """What the button of a checked import sends."""
    address = reverse("draft-import", args=[place.plan.slug])
    page = place.client("lead").post(address, import_answers()).content.decode()
    button = page.partition('id="trial"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', button)
    sent: Answers = {name: html.unescape(value) for name, value in hidden}
    del sent["csrfmiddlewaretoken"]
    for file in import_answers().values():
        if isinstance(file, SimpleUploadedFile):
            sent_by_everybody(place, file.read())
    return sent


def _lines(file: Path, wanted: Callable[[str], bool]) -> SimpleUploadedFile:
    head, *rest = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = "".join([head, *filter(wanted, rest)])
    return SimpleUploadedFile(file.name, kept.encode(), content_type="text/csv")


def item_answers(noun: str, place: Place, *, new: bool) -> Answers:
    answers: dict[str, Answers] = {
        "section": {"kind": "risks", "title": "Risks", "body": "Few.", "position": "3"},
        "evidence": {"title": "A survey", "type": "survey", "publisher": "The council"},
        "rating": {
            "grade": "maryland_sms:3",
            "assessor": "The research team",
            "rationale": "It compares with streets that had none.",
            **day("assessed_on", "2 3 2026"),
        },
        "decision": {
            "title": "To adopt the plan",
            "route": "cabinet",
            "decision_maker": "Cabinet",
            "notice_route": "notice",
        },
        "gap": {"statement": "Nobody asked the men", "about": place.items["need"].reference},
        "need": {
            "statement": "People need to be heard",
            "who": "Carers",
            "source_kinds": ["citizen_voice"],
            "supported_by": [str(place.items["evidence"].pk)],
        },
        "outcome": {
            "statement": "Everybody is heard",
            "theme": "economic",
            "needs": [str(place.items["need"].pk)],
            "indicators": [str(place.items["indicator"].pk)],
        },
        "indicator": {
            "title": "People who say they are heard",
            "code": "ours:heard",
            "unit": "%",
            "value_type": "percent",
            "decimals": "1",
            "polarity": "higher_better",
            "source": "The council",
        },
        "target": {**day("due_on", "31 3 2040"), "value": "61.5"},
        "curve": {
            "story": "Flats are let by the week.",
            "low_cost_idea": "Put people who rent in touch with each other.",
        },
        "step": {
            "action": "Ask every landlord to sign up",
            "owner": "Head of Housing",
            **day("due_on", "31 3 2027"),
        },
        "portfolio": {"title": "Early help"},
        "piece": {
            "title": "Advice in libraries",
            "portfolio": str(place.items["portfolio"].pk),
            "state": "idea",
        },
        "contribution": {
            "outcome": str(place.items["outcome"].pk),
            "strength": "3",
            "rationale": "It is where people go.",
            "evidence": [str(place.items["evidence"].pk)],
        },
        "measure": {"title": "People who come back", "type": "better_off", "unit": "%"},
        "result": {
            **day("period_start", "1 1 2026"),
            **day("period_end", "31 3 2026"),
            "value": "61.5",
            "source": "The provider's return",
        },
        "node": {
            "kind": "activity",
            "label": "Sessions in the library",
            "piece": str(place.items["piece"].pk),
        },
        "arrow": {
            "source": str(place.items["arrow"].source_id),
            "target": str(place.items["arrow"].target_id),
            "assumption": "People come when they are asked.",
            "evidence": [str(place.items["evidence"].pk)],
        },
        "assessment": {"proposal": "The whole plan", "conclusion": "adjust"},
        "impact": {"group": "carers", "level": "positive", "effect": "They have a break."},
        "mitigation": {
            "action": "Open on Saturdays too",
            "owner": "Head of Adult Social Care",
            **day("due_on", "31 3 2027"),
        },
        "stakeholder": {"name": "The carers' forum", "kind": "vcse"},
    }
    if noun == "contribution" and new:
        answers[noun]["outcome"] = str(OutcomeFactory(plan=place.plan).pk)
    if noun == "impact" and not new:
        del answers[noun]["group"]  # asked only of a new one
    if noun == "arrow" and new:
        answers[noun]["target"] = str(TheoryNodeFactory(plan=place.plan, kind="impact").pk)
    return answers[noun]


def day(name: str, text: str) -> Answers:
    """A date's three boxes: `day("due_on", "31 3 2030")`."""
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), text.split(), strict=True))
