"""The shared cache, with somewhere to go when its server is gone or silent.

The cache holds sign-in rate limits and single-use codes, so it may neither hang a page nor forget
everything. After one failed call the process keeps to its own memory for a while: limits then hold
for each process by itself, and pages answer.
"""

import threading
import time
from typing import Any

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 15.0
UNREACHABLE = (ConnectionError, TimeoutError, OSError)


class Breaker:
    """Whether to leave the server alone, for one process. While open, one caller in each pause
    tries the server again and the others go on without it."""

    def __init__(self, pause: float = PAUSE_SECONDS) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._open_until: float | None = None

    def lets_through(self) -> bool:
        with self._lock:
            if self._open_until is None:
                return True
            if time.monotonic() < self._open_until:
                return False
            self._open_until = time.monotonic() + self._pause
            return True

    def failed(self) -> bool:
        """Open. True if it was closed before, that is, if this is news."""
        with self._lock:
            news = self._open_until is None
            self._open_until = time.monotonic() + self._pause
            return news

    def worked(self) -> None:
        with self._lock:
            self._open_until = None


_breakers: dict[str, Breaker] = {}


class BrokerIndependentCache(BaseCache):
    """Redis or Valkey while it answers, this process's memory while it does not."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        local = {key: value for key, value in params.items() if key != "OPTIONS"}
        self._shared = RedisCache(server, params)
        self._local = LocMemCache(f"without {server}", local)
        self._breaker = _breakers.setdefault(server, Breaker())

    def _call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        if self._breaker.lets_through():
            try:
                answer = getattr(self._shared, method)(*args, **kwargs)
            except UNREACHABLE as error:
                if self._breaker.failed():
                    log.warning("cache_unreachable", error=type(error).__name__)
            else:
                self._breaker.worked()
                return answer
        return getattr(self._local, method)(*args, **kwargs)

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> Any:
        return self._call("add", key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._call("get", key, default, version)

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> Any:
        return self._call("set", key, value, timeout, version)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> Any:
        return self._call("touch", key, timeout, version)

    def delete(self, key: str, version: int | None = None) -> Any:
        return self._call("delete", key, version)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        return self._call("incr", key, delta, version)

    def has_key(self, key: str, version: int | None = None) -> Any:
        return self._call("has_key", key, version)

    def clear(self) -> Any:
        return self._call("clear")

    def close(self, **kwargs: Any) -> None:
        self._shared.close(**kwargs)
