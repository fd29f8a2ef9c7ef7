"""Life cycles: one table gives the checks, the sentences and the diagram."""

import pytest

from scp.core.errors import PolicyRefused
from scp.core.transitions import LifeCycle, Transition

LANTERN = LifeCycle(
    "lantern",
    (
        Transition("dark", "lit", "light"),
        Transition("lit", "dark", "blow out"),
        Transition("lit", "broken", "drop"),
    ),
    labels={"broken": "in pieces"},
)


def test_a_way_that_is_in_the_table_is_open_and_has_its_verb() -> None:
    assert LANTERN.check("lit", "broken").verb == "drop"
    assert LANTERN.allows("lit", "broken")


def test_a_way_that_is_not_is_refused_and_the_open_ones_are_named() -> None:
    with pytest.raises(PolicyRefused) as refused:
        LANTERN.check("lit", "lit")

    assert str(refused.value) == (
        "A lantern that is “lit” cannot become “lit”. It can become: dark; in pieces."
    )
    assert not LANTERN.allows("lit", "lit")


def test_from_an_end_there_is_no_way() -> None:
    assert list(LANTERN.onward("broken")) == []
    with pytest.raises(PolicyRefused, match="It can become: nothing"):
        LANTERN.check("broken", "lit")


def test_a_state_that_nobody_knows_has_no_way_on() -> None:
    with pytest.raises(PolicyRefused, match="cannot become “lit”"):
        LANTERN.check("melted", "lit")


def test_the_diagram_has_every_way_of_the_table() -> None:
    assert LANTERN.mermaid() == (
        "stateDiagram-v2\n"
        "    dark --> lit: light\n"
        "    lit --> dark: blow out\n"
        "    lit --> broken: drop\n"
    )
