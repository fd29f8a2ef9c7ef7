"""Life cycles as tables: one gives the checks, the audit names, the buttons and the diagram."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from scp.core.errors import PolicyRefused


@dataclass(frozen=True)
class Transition:
    """From `source` to `target`, called `verb` on the button and in the diagram."""

    source: str
    target: str
    verb: str | Promise


@dataclass(frozen=True)
class LifeCycle:
    """All the transitions of one kind of thing. `labels` are what readers call its states."""

    name: str | Promise
    transitions: Sequence[Transition]
    labels: Mapping[str, str | Promise] = field(default_factory=dict)

    def onward(self, state: str) -> Iterable[Transition]:
        return (t for t in self.transitions if t.source == state)

    def check(self, source: str, target: str) -> Transition:
        """The transition between two states. PolicyRefused names the states that are open."""
        for transition in self.onward(source):
            if transition.target == target:
                return transition
        allowed = "; ".join(self._called(t.target) for t in self.onward(source)) or _("nothing")
        words = _("A {name} that is “{source}” cannot become “{target}”. It can become: {allowed}.")
        raise PolicyRefused(
            words.format(
                name=self.name,
                source=self._called(source),
                target=self._called(target),
                allowed=allowed,
            )
        )

    def allows(self, source: str, target: str) -> bool:
        return any(t.target == target for t in self.onward(source))

    def _called(self, state: str) -> str:
        return str(self.labels.get(state, state))

    def mermaid(self) -> str:
        """The diagram in docs/, generated from this table (a test says it is current)."""
        lines = [f"    {t.source} --> {t.target}: {t.verb}" for t in self.transitions]
        return "\n".join(["stateDiagram-v2", *lines, ""])
