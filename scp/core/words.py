"""What differs between two texts, word by word. Text that was moved is not claimed to be: it was
here, and is now there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

# A word with the space after it, so that a change never splits one.
WORD = re.compile(r"\s*\S+[^\S\n]*\n?|\s+")
# Pairs of equal words that one comparison may look at. Its time grows with them, worse than in
# proportion, and anybody may paste a long text of one word: what is left is said to be all new.
MOST_PAIRS = 15_000
# Two changes with no more than so many letters between them are read as one.
SHORTEST_REST = 3


@dataclass(frozen=True)
class Part:
    """A run of words: in both texts, or in one of them."""

    kind: Literal["same", "was", "now"]
    text: str


class Run(NamedTuple):
    """Pieces that follow one another in both texts, and whether the two are alike."""

    alike: bool
    was: str
    now: str


class _Comparison:
    """One comparison of two texts, which looks at no more pairs than it may."""

    def __init__(self) -> None:
        self.pairs_left = MOST_PAIRS

    def runs(self, was: Sequence[str], now: Sequence[str]) -> Iterator[Run]:
        """The two sequences as runs of pieces that are alike or are not."""
        start, end = _shared_ends(was, now)
        left, right = was[start : len(was) - end], now[start : len(now) - end]
        if start:
            yield Run(True, "".join(was[:start]), "".join(now[:start]))
        if self._may_compare(left, right):
            for tag, a, b, c, d in SequenceMatcher(None, left, right, False).get_opcodes():
                yield Run(tag == "equal", "".join(left[a:b]), "".join(right[c:d]))
        else:
            yield Run(False, "".join(left), "".join(right))
        if end:
            yield Run(True, "".join(was[-end:]), "".join(now[-end:]))

    def _may_compare(self, was: Sequence[str], now: Sequence[str]) -> bool:
        in_was, in_now = Counter(was), Counter(now)
        pairs = sum(count * in_now[piece] for piece, count in in_was.items())
        if pairs > self.pairs_left:
            return False
        self.pairs_left -= pairs
        return True


def differences(was: str, now: str) -> list[Part]:
    """The two texts as one, in order: without what is "now" it is the first, without what "was" the
    second."""
    comparison = _Comparison()
    runs: list[Run] = []
    for run in comparison.runs(was.splitlines(keepends=True), now.splitlines(keepends=True)):
        if run.alike:
            runs.append(run)
        else:
            runs += comparison.runs(WORD.findall(run.was), WORD.findall(run.now))
    return list(_parts(_readable(runs)))


def _shared_ends(was: Sequence[str], now: Sequence[str]) -> tuple[int, int]:
    """How many pieces the two begin with alike, and how many of the rest they end with alike."""
    shorter = min(len(was), len(now))
    start = next((i for i in range(shorter) if was[i] != now[i]), shorter)
    left = shorter - start
    return start, next((i for i in range(left) if was[-1 - i] != now[-1 - i]), left)


def _readable(runs: Sequence[Run]) -> Iterator[Run]:
    """The same with changes joined that only a short word parts: "the" or a comma between two
    rewritten halves of a sentence tells a reader nothing."""
    merged: list[Run] = []
    for place, run in enumerate(runs):
        inside = 0 < place < len(runs) - 1
        if run.alike and inside and len(run.was.strip()) <= SHORTEST_REST and "\n" not in run.was:
            run = run._replace(alike=False)
        if merged and merged[-1].alike == run.alike:
            last = merged.pop()
            run = Run(run.alike, last.was + run.was, last.now + run.now)
        merged.append(run)
    yield from merged


def _parts(runs: Iterator[Run]) -> Iterator[Part]:
    for run in runs:
        if run.was == run.now:
            yield Part("same", run.was)
            continue
        if run.was:
            yield Part("was", run.was)
        if run.now:
            yield Part("now", run.now)
