"""Life cycles as tables: one gives the checks, the audit names, the buttons and the diagram."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scp.core.errors import PolicyRefused


@dataclass(frozen=True)
class Transition:
    """From `source` to `target`, called `verb` in the audit trail and on the button."""

    source: str
    target: str
    verb: str


@dataclass(frozen=True)
class LifeCycle:
    """All the transitions of one kind of thing."""

    name: str
    transitions: Sequence[Transition]

    def onward(self, state: str) -> Iterable[Transition]:
        return (t for t in self.transitions if t.source == state)

    def check(self, source: str, target: str) -> Transition:
        """The transition between two states. PolicyRefused names the states that are open."""
        for transition in self.onward(source):
            if transition.target == target:
                return transition
        allowed = ", ".join(t.target for t in self.onward(source)) or _("nothing")
        raise PolicyRefused(
            _("A {name} that is {source} cannot become {target}. It can become: {allowed}.").format(
                name=self.name, source=source, target=target, allowed=allowed
            )
        )

    def allows(self, source: str, target: str) -> bool:
        return any(t.target == target for t in self.onward(source))

    def mermaid(self) -> str:
        """The diagram in docs/, generated from this table (a test says it is current)."""
        lines = [f"    {t.source} --> {t.target}: {t.verb}" for t in self.transitions]
        return "\n".join(["stateDiagram-v2", *lines, ""])
