"""Bounded: a cache for things that any thread may make, each made once however many ask for it at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """At most `most` values by key; the least recently used are dropped first.

    Unlike Streamlit's caches it works in every thread of the server, and copies nothing.
    """

    def __init__(self, most: int) -> None:
        """Holds at most `most` values."""
        self.most = most
        self._values: OrderedDict[Key, Future[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def known(self, key: Key) -> Value | None:
        """The value of `key` if it is made already, else None."""
        with self._lock:
            future = self._values.get(key)
            if future is None or not future.done():
                return None
            self._values.move_to_end(key)
        return future.result()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of `key`, made with `make` if it is not kept. What `make` raises is raised here, and is not kept."""
        with self._lock:
            future = self._values.get(key)
            mine = future is None
            if future is None:
                future = self._values[key] = Future()
            self._values.move_to_end(key)
            while len(self._values) > self.most:
                self._values.popitem(last=False)
        if mine:
            self._make(key, future, make)
        return future.result()

    def _make(self, key: Key, future: Future[Value], make: Callable[[], Value]) -> None:
        try:
            future.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._values.get(key) is future:
                    del self._values[key]
            future.set_exception(error)
