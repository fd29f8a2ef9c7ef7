"""Keeping in the process what can never change, up to a bound."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """The values asked for last, as long as their sizes add up to no more than `at_most`."""

    def __init__(self, at_most: int) -> None:
        self.at_most = at_most
        self._total = 0
        self._values: OrderedDict[Hashable, tuple[int, V]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, value: V, size: int) -> None:
        if size > self.at_most:
            return
        with self._lock:
            if key in self._values:
                self._total -= self._values.pop(key)[0]
            self._values[key] = (size, value)
            self._total += size
            while self._total > self.at_most:
                _, (dropped, _value) = self._values.popitem(last=False)
                self._total -= dropped

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._total = 0
