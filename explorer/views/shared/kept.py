"""Kept: what a session refers to without holding it, so that idle and lost visitors hold no memory.

Streamlit keeps the arguments of a page's fragments as long as the session, and a session for two minutes after its visitor
has left: a hundred visitors of VGG-16 would hold 11 GB of maps. They hold a promise instead. The arrays are in one store,
bounded in bytes, and made again if they are gone from there.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.layers.base import Array
from explorer.limits import KEPT_RUN_BYTES
from explorer.views.shell.remembered import Store

Value = TypeVar("Value")
_thread = threading.local()


@cache
def recent() -> Store:
    """What was used last, for all visitors."""
    return Store(KEPT_RUN_BYTES)


@dataclass(eq=False)
class Held(Generic[Value]):
    """Whoever has this keeps the value alive."""

    value: Value


class Kept(Generic[Value]):
    """A value that can be made again: it lives as long as anybody holds it."""

    def __init__(self, key: str, make: Callable[[], Value]) -> None:
        """`key` stands for everything that the value depends on; `make` must not refer to it."""
        self.key, self._make = key, make
        self._last: Callable[[], Held[Value] | None] = lambda: None

    @property
    def value(self) -> Value:
        """The value. The script run that uses it holds it until it ends."""
        return self.hold().value

    def hold(self) -> Held[Value]:
        """The value, for those who hold it themselves."""
        held: Held[Value] | None = _used_by_this_run().get(self.key) or self._last() or recent().get(self.key)
        return self.put(self._make()) if held is None else self._used(held)

    def put(self, value: Value) -> Held[Value]:
        """Keep the value, which somebody has made."""
        held = Held(value)
        recent().put(self.key, held)
        return self._used(held)

    def _used(self, held: Held[Value]) -> Held[Value]:
        self._last = weakref.ref(held)
        _used_by_this_run()[self.key] = held
        return held


def _used_by_this_run() -> dict[str, Any]:
    """What the script run of this thread holds. Threads that serve routes live on after their work: they hold nothing."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return {}
    used: dict[str, Any] = vars(_thread).setdefault("used", {})
    return used


class KeptActs(Mapping[str, Array]):
    """Activations by path that can be made again."""

    def __init__(self, key: str, make: Callable[[], Mapping[str, Array]]) -> None:
        """As of Kept."""
        self.kept = Kept(f"acts {key}", make)

    def __getitem__(self, path: str) -> Array:
        return self.kept.value[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept.value)

    def __len__(self) -> int:
        return len(self.kept.value)
