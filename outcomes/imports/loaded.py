"""What an import comes to: what it did, what the publisher has changed, and what it has to ask."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields

from django.utils.translation import gettext as _

from scp.core.errors import InvalidInput
from scp.core.tables import Words

# What whoever imports says of an indicator that its publisher does not say, by field.
Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Revision:
    """A value that the plan has and that the publisher has changed. Both rows are kept."""

    indicator: str
    area: str
    period: str
    before: Words
    after: Words


@dataclass(frozen=True)
class Question:
    """What an import needs to know of an indicator and its publisher does not say: `asks` are
    names of fields, `unanswered` those of them that nobody has answered."""

    code: str
    title: str
    asks: tuple[str, ...]
    unanswered: tuple[str, ...]


class Unanswered(InvalidInput):
    """Some indicators are described too little to be loaded, and nothing is guessed. `questions`
    are all that the import asks, the answered ones too."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(questions)
        self.questions = tuple(questions)

    @property
    def open(self) -> Sequence[Question]:
        return [question for question in self.questions if question.unanswered]

    def __str__(self) -> str:
        lines = [
            _("Not in the file, and not to be guessed:"),
            *(f"{q.code} ({q.title}): {', '.join(q.unanswered)}" for q in self.open),
        ]
        return "\n".join(lines)


@dataclass
class Loaded:
    """What an import did. `left_out` names indicators that the plan's people had removed,
    `revisions` the first of the values that were revised, `questions` what was asked and answered;
    `observations_elsewhere` counts values of places that the plan has no use for."""

    indicators_added: int = 0
    indicators_revised: int = 0
    observations_added: int = 0
    observations_revised: int = 0
    observations_unchanged: int = 0
    observations_elsewhere: int = 0
    breaks_noted: int = 0
    left_out: list[str] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        unmoved = ("observations_unchanged", "observations_elsewhere", "left_out")
        return any(count for name, count in self.counts.items() if name not in unmoved)

    @property
    def counts(self) -> dict[str, int | list[str]]:
        """What the audit event keeps: how many, and which indicators were left out."""
        shown_only = ("revisions", "questions")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in shown_only}

    def digest(self, *, of: Mapping[str, str], tip: str) -> str:
        """A hash of what an import did, `of` which files and under what name and date, and of the
        plan before it (the `tip` of its audit trail): whoever confirms has seen just that."""
        said = [sorted(of.items()), tip, asdict(self)]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
