import os
import time
import uuid
from collections.abc import Iterator

import pytest

from scp.core import cache as module
from scp.core.cache import Breaker, BrokerIndependentCache
from tests.chaos.processes import black_hole

OPTIONS = {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}}


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


def test_a_silent_server_costs_one_wait_and_no_error(silent: BrokerIndependentCache) -> None:
    started = time.monotonic()
    for _ in range(20):
        silent.get("limit")
    # Each wait for a silent server would take 0.3 s; a loaded machine adds to the one.
    assert time.monotonic() - started < 20 * 0.3 / 2


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
    shared: BrokerIndependentCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaker = Breaker(pause=0.05)
    monkeypatch.setattr(shared, "_breaker", breaker)
    breaker.failed()
    shared.set("key", "in this process")
    assert shared._shared.get("key") is None

    time.sleep(0.06)
    shared.set("key", "for all")
    assert shared._shared.get("key") == "for all"
    assert breaker.lets_through()


def test_while_it_is_gone_one_caller_in_each_pause_tries() -> None:
    breaker = Breaker(pause=0.05)
    assert breaker.failed() is True
    assert [breaker.lets_through() for _ in range(3)] == [False, False, False]
    time.sleep(0.06)
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    assert breaker.failed() is False


def test_the_pause_is_far_longer_than_the_wait() -> None:
    assert module.PAUSE_SECONDS >= 10
