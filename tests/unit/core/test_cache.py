import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from scp.core import cache as module
from scp.core.cache import Breaker, BrokerIndependentCache
from tests.chaos.processes import black_hole

OPTIONS = {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}}


class Clock:
    """Stands still until somebody says that time passes: how fast the machine is changes nothing
    about who may ask the server."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(module, "time", standing)
    return standing


@pytest.fixture
def silent() -> Iterator[BrokerIndependentCache]:
    with black_hole() as port:
        yield BrokerIndependentCache(f"redis://127.0.0.1:{port}/0", OPTIONS)


@pytest.fixture
def shared() -> BrokerIndependentCache:
    return BrokerIndependentCache(os.environ["REDIS_URL"], {**OPTIONS, "KEY_PREFIX": uuid.uuid4()})


def test_with_its_server_it_is_shared_between_processes(shared: BrokerIndependentCache) -> None:
    assert shared.add("code", "1") is True
    assert shared.add("code", "2") is False
    assert shared.get("code") == "1"
    assert shared._shared.get("code") == "1"
    assert shared._local.get("code") is None


def test_a_silent_server_is_waited_for_once_and_is_no_error(
    silent: BrokerIndependentCache, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    get = silent._shared.get

    def counted(*args: Any) -> Any:
        asked.append(args)
        return get(*args)

    monkeypatch.setattr(silent._shared, "get", counted)
    for _ in range(20):
        assert silent.get("limit", "nothing") == "nothing"
    assert len(asked) == 1


def test_limits_and_single_use_codes_hold_without_the_server(
    silent: BrokerIndependentCache,
) -> None:
    assert silent.add("code", True) is True
    assert silent.add("code", True) is False
    silent.set("limit", [1.0, 2.0])
    assert silent.get("limit") == [1.0, 2.0]
    assert silent.has_key("limit")
    silent.set("count", 1)
    assert silent.incr("count") == 2
    assert silent.touch("count", 60) is True
    assert silent.delete("count") is True
    silent.clear()
    assert silent.get("limit", "nothing") == "nothing"


def test_a_refused_connection_is_no_error_either() -> None:
    gone = BrokerIndependentCache("redis://127.0.0.1:1/0", OPTIONS)
    gone.set("limit", 1)
    assert gone.get("limit") == 1


def test_the_server_is_used_again_when_it_is_back(
    shared: BrokerIndependentCache, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaker = Breaker(pause=15)
    monkeypatch.setattr(shared, "_breaker", breaker)
    breaker.failed()
    shared.set("key", "in this process")
    assert shared._shared.get("key") is None

    clock.passes(15)
    shared.set("key", "for all")
    assert shared._shared.get("key") == "for all"
    assert breaker.lets_through()


def test_while_it_is_gone_one_caller_in_each_pause_tries(clock: Clock) -> None:
    breaker = Breaker(pause=15)
    assert breaker.failed() is True
    clock.passes(14.9)
    assert [breaker.lets_through() for _ in range(3)] == [False, False, False]
    clock.passes(0.1)
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    assert breaker.failed() is False


def test_the_pause_is_far_longer_than_the_wait() -> None:
    assert module.PAUSE_SECONDS >= 10
