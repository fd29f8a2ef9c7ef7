"""Whether a statement reads as an outcome: an end state for people or the place, in the present.

Reads English. Knows words, not meaning, so it only ever warns: who writes the statement decides.
What the words are is told apart in docs/domain.md 2.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORD = re.compile(r"[^\s,;:()“”\"]+")
# What a service does. As a first word these speak of the doing, whatever follows.
DOING = _set(
    "deliver provide run build launch develop create establish implement offer procure publish "
    "produce recruit install organise introduce expand undertake hire appoint commission ensure "
    "design pilot supply purchase buy roll carry"
)
# These also name things ("Train services run on time"): they are doing before a number or article.
PERHAPS_DOING = _set(
    "open support help train plant complete fund hold plan review house invest set work"
)
OPENERS = _set("a an the our new more all every local free better up in with out")
PROVIDERS = re.compile(
    r"^(?:the )?(?:we|council|trust|nhs|partnership|partners|provider|providers|service|services|"
    r"programme|project|team|board)$"
)
# What services count. A number before one of these counts what was delivered.
DELIVERED = (
    "sessions|courses|workshops|classes|events|meetings|visits|appointments|places|placements|"
    "hours|beds|packages|assessments|referrals|interventions|contracts|grants|loans|hubs|centres|"
    "homes|houses|flats|units|trees|chargers|buses|schemes|projects|programmes|services|staff|"
    "officers|workers|advisers|volunteers|apprenticeships|leaflets|reports|checks|inspections|"
    "vaccinations|screenings|interviews|clients|attendees|participants|calls|kits|meals|"
    "kilometres|miles|square metres"
)
NUMBER = (
    r"(?:[0-9][0-9,.]*[0-9]k?|[1-9]k?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:a )?hundred|hundreds of|(?:a )?thousand|"
    r"thousands of|dozens of)"
)
# A verb between the figure and the noun begins another thought: "the under-5s live in warm homes".
STOPPED = r"(?!(?:is|are|has|have|can|live|lives|in|with|of|at|from|to|who|that|and)\b)"
COUNTED = re.compile(
    rf"\b(?<![£$€.,-])({NUMBER} (?:{STOPPED}[\w’'-]+ ){{0,3}}(?:{DELIVERED}))\b", re.IGNORECASE
)
YEAR = re.compile(r"^(?:19|20)[0-9]{2} ")
FIGURE = re.compile(
    r"^(?:the )?(?:total |average |mean )?(number|count|percentage|proportion|share|rate) of\b"
    r"|(?<!a )(?<!any )(?<!a large )(?<!a small )\b(number of)\b",
    re.IGNORECASE,
)
TARGET = re.compile(r"\b[0-9][0-9.,]*\s?(?:%|per ?cent\b)", re.IGNORECASE)
THEIRS = re.compile(r"(?:aim|hope|plan|want|intend)s? to", re.IGNORECASE)
FUTURE = re.compile(
    r"\b(will|shall|won’t|won't|(?:is|are) going to|(?:is|are) to be|aims? to|hopes? to|"
    r"plans? to|wants? to|intends? to)\b",
    re.IGNORECASE,
)
# "good will", "their own will": a thing, not a tense.
WILL_AS_THING = _set("good free the a own ill political his her their our last public")
INTENDING = re.compile(r"^(?:the council|we|partners|the partnership)\b", re.IGNORECASE)
JOINED = re.compile(r"\s*(?:;|\.\s|,? and |,? while |,? whilst |, but )\s*", re.IGNORECASE)
FINITE = _set(
    "is are has have can cannot do does live lives feel feels start starts get gets thrive thrives "
    "grow grows find finds know knows enjoy enjoys stay stays earn earns pay pays leave leaves "
    "achieve achieves remain remains look looks benefit benefits receive receives"
)
# After these the words still belong to the thought before.
RELATIVE = _set("that which who whose whom where when how why what if so then to for not also both")
# A subject is a few words: further on, a verb is more likely to be inside a clause of its own.
SUBJECT = 5


@dataclass(frozen=True)
class Doubt:
    """Why a statement may not be an outcome. `code` is one of output, activity, indicator, target,
    future or joined; `words` say what was found and what to do about it."""

    code: str
    words: str

    @property
    def belongs_to_a_piece(self) -> bool:
        return self.code in ("output", "activity")


def doubts(statement: str) -> tuple[Doubt, ...]:
    """What speaks against this being the statement of one outcome. Empty: nothing found."""
    text = " ".join(statement.split())
    return tuple(_doubts(text)) if text else ()


def _doubts(text: str) -> Iterator[Doubt]:
    if counted := _counted(text):
        yield _output(counted)
    elif doing := _doing(text):
        yield _activity(doing)
    if figure := FIGURE.search(text):
        yield _indicator(next(part for part in figure.groups() if part))
    if target := TARGET.search(text):
        yield _target(target[0])
    if future := _future(text):
        yield _ahead(future)
    if joined := _second_statement(text):
        yield _two(joined)


def _counted(text: str) -> str:
    """The count of something delivered, as it stands in the text."""
    for found in COUNTED.finditer(text):
        if not YEAR.match(found[1]):
            return found[1]
    return ""


def _doing(text: str) -> str:
    """The words in which a service, rather than people or the place, is doing something."""
    words = [word.lower().strip(".’'") for word in WORD.findall(text)]
    if words[:1] == ["to"]:
        words = words[1:]
    for subject in (0, 1, 2):
        if subject and not PROVIDERS.match(" ".join(words[:subject])):
            continue
        if _is_doing(words[subject : subject + 3], told=subject > 0):
            return " ".join(WORD.findall(text)[: subject + 2])
    return ""


def _is_doing(words: list[str], *, told: bool) -> bool:
    """Whether words begin with a doing one. `told`: a provider stands before them."""
    verb, after, then = (*words, "", "", "")[:3]
    stem = _stem(verb)
    if stem in DOING:
        # "Building sites are safe": the subject of another verb.
        return after not in FINITE and not (verb.endswith("ing") and then in FINITE)
    return stem in PERHAPS_DOING and (told or after in OPENERS or after[:1].isdigit())


def _stem(verb: str) -> str:
    """ "deliver" for "delivers" and "delivering", "provide" for "providing"."""
    known = DOING | PERHAPS_DOING
    endings = (("", ""), ("s", ""), ("es", ""), ("ing", ""), ("ing", "e"), ("ning", ""))
    for ending, instead in endings:
        stem = f"{verb.removesuffix(ending)}{instead}"
        if verb.endswith(ending) and stem in known:
            return stem
    return verb


def _future(text: str) -> str:
    for found in FUTURE.finditer(text):
        before = text[: found.start()].split()
        if found[1].lower() == "will" and before and before[-1].lower() in WILL_AS_THING:
            continue
        # "What people want to do" is theirs; "we want to" is the plan's intention.
        if THEIRS.match(found[1]) and not INTENDING.match(text):
            continue
        return found[1]
    return ""


def _second_statement(text: str) -> str:
    """The part after a join that has a subject and a verb of its own, as has the part before."""
    for join in JOINED.finditer(text):
        before = WORD.findall(text[: join.start()].lower())
        rest = text[join.end() :]
        after = WORD.findall(JOINED.split(rest, maxsplit=1)[0].lower())
        if any(word in FINITE for word in before[1:]) and _is_a_clause(after):
            return rest.rstrip(". ")
    return ""


def _is_a_clause(words: list[str]) -> bool:
    if not words or words[0] in RELATIVE | FINITE:
        return False
    for place in range(1, min(len(words), SUBJECT)):
        if words[place] in RELATIVE - {"who", "not", "also"}:
            return False
        if words[place] in FINITE and words[place - 1] != "to":
            return True
    return False


def _output(counted: str) -> Doubt:
    words = _(
        "“{found}” counts what is delivered: an output. Say what is different for people or the "
        "place because of it, or move it to a piece."
    )
    return Doubt("output", words.format(found=counted))


def _activity(doing: str) -> Doubt:
    words = _(
        "“{found} …” says what somebody does: an activity. Say how life is when it has worked, "
        "or move it to a piece."
    )
    return Doubt("activity", words.format(found=doing))


def _indicator(figure: str) -> Doubt:
    words = _(
        "“{found}” names a number that would show an outcome: an indicator. Say what the number "
        "would show, and add the number as an indicator."
    )
    return Doubt("indicator", words.format(found=figure))


def _target(figure: str) -> Doubt:
    words = _(
        "“{found}” is a target. Say the outcome without it, and set the target on an indicator, "
        "with a date."
    )
    return Doubt("target", words.format(found=figure))


def _ahead(future: str) -> Doubt:
    words = _(
        "“{found}” speaks of the future. Say it in the present tense, as if it were so: "
        "“Families can pay their bills”. The year goes in its own box."
    )
    return Doubt("future", words.format(found=future))


def _two(second: str) -> Doubt:
    words = _(
        "This seems to be two statements; the second is “{found}”. Make an outcome of each, so "
        "that each can have its own needs and indicators."
    )
    return Doubt("joined", words.format(found=second))
