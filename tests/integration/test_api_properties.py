"""The API against its own OpenAPI file: generated requests, every check that schemathesis has.

Real requests to a real server, at least two thousand of them, from a fixed seed. Twice: with any
address that the file allows, and with the addresses of an edition that is there, so that what is
generated meets more than 404.
"""

import copy
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from scp.api import openapi
from scp.api.v1 import frozen
from tests.factories import content
from tests.factories.places import EnglandFactory, TraffordFactory
from tests.factories.plans import PlanFactory
from tests.factories.publication import edition_of

SEED = 20261120
CASES_AT_LEAST = 1_000  # in each of two runs
CHECKS_AT_LEAST = 14  # what schemathesis 4 has
WHAT_IS_THERE = {
    "slug": ["trafford"],
    "number": ["1"],
    "code": ["E08000009", "E92000001"],
    "reference": ["O1", "N2", "I1", "I5", "P10", "EV-006", "G2"],
    "version": ["1.0", "1.1"],
}


@dataclass
class Run:
    """What one run did: how many requests, how they were answered, and what was wrong."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    checks: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def take(self, event: Any) -> None:
        match event:
            case events.ScenarioFinished():
                self._take_scenario(event.recorder)
            case events.NonFatalError():
                self.faults.append(f"{event.label}: {event.value!r}")
            case events.FatalError():
                self.faults.append(repr(event.exception))
            case events.EngineFinished():
                self.faults += [repr(failure) for failure in event.failures]

    def _take_scenario(self, recorder: Any) -> None:
        self.cases += len(recorder.interactions)
        for exchange in recorder.interactions.values():
            if exchange.response is not None:
                self.statuses[exchange.response.status_code] += 1
        for case, checks in recorder.checks.items():
            for check in checks:
                self.checks.add(check.name)
                if check.failure_info is not None:
                    request = recorder.interactions[case].request
                    sentence = check.failure_info.failure.message
                    self.faults.append(f"{check.name}: {request.method} {request.uri}: {sentence}")


def run_against(address: str, document: dict[str, Any], *, examples: int) -> Run:
    """Run every phase that suits an API which only reads."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "base-url": address,
            "continue-on-failure": True,
            # So that the server's threads, and their database connections, end with the requests.
            "headers": {"Connection": "close"},
            "generation": {"max-examples": examples, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
        }
    )
    schema = schemathesis.openapi.from_dict(document, config=config)
    run = Run()
    for event in from_schema(schema).execute():
        run.take(event)
    return run


def narrowed(document: dict[str, Any]) -> dict[str, Any]:
    """The same file, with addresses only of what is there."""
    narrow = copy.deepcopy(document)
    for methods in narrow["paths"].values():
        for parameter in methods["get"].get("parameters", []):
            if parameter["in"] == "path":
                parameter["schema"] = {"type": "string", "enum": WHAT_IS_THERE[parameter["name"]]}
    return narrow


@pytest.fixture
def published(transactional_db: None) -> None:
    frozen.forget()
    trafford = TraffordFactory()
    trafford.parents.add(EnglandFactory())
    edition_of(PlanFactory(slug="trafford", places=[trafford]), content.small())


@pytest.mark.parametrize("narrow", [False, True], ids=["any address", "what is there"])
def test_every_answer_is_as_the_file_says(live_server: Any, published: None, narrow: bool) -> None:
    document = openapi.document()
    run = run_against(live_server.url, narrowed(document) if narrow else document, examples=40)
    assert not run.faults, "\n".join(run.faults[:30])
    assert run.cases >= CASES_AT_LEAST
    assert run.checks == set(schemathesis.checks.CHECKS.get_all_names())
    assert len(run.checks) >= CHECKS_AT_LEAST
    assert {200, 400, 404, 405} <= run.statuses.keys()
