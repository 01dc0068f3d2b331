"""`remembered`: a cache of computed results for the next runs of the script, bounded in bytes for all visitors together."""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import streamlit as st

from explorer.limits import REMEMBERED_BYTES
from explorer.views.shared.busy import once

Args = ParamSpec("Args")
Result = TypeVar("Result")


class Store:
    """A cache of results by key, bounded in bytes; the least recently used are dropped first. All threads share one."""

    def __init__(self, max_bytes: int = REMEMBERED_BYTES) -> None:
        """Holds at most `max_bytes` bytes of arrays; a single larger result is not kept."""
        self.max_bytes = max_bytes
        self.used = 0
        self._results: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._results)

    def get(self, key: str) -> Any:
        """The result kept under `key`; None if there is none."""
        with self._lock:
            if key not in self._results:
                return None
            self._results.move_to_end(key)
            return self._results[key][0]

    def put(self, key: str, result: Any) -> None:
        """Keep `result` under `key`, and drop the least recently used until all fit."""
        size = bytes_of(result)
        if size > self.max_bytes:
            return
        with self._lock:
            if key in self._results:
                return
            self._results[key] = (result, size)
            self.used += size
            while self.used > self.max_bytes:
                _, (_, dropped) = self._results.popitem(last=False)
                self.used -= dropped

    def clear(self) -> None:
        """Let all results go."""
        with self._lock:
            self._results.clear()
            self.used = 0


def bytes_of(result: Any) -> int:
    """Bytes of the arrays in a result, in mappings, sequences and dataclasses too; 100 for anything else."""
    if isinstance(result, np.ndarray):
        return result.nbytes
    if isinstance(result, Mapping):
        return sum(map(bytes_of, result.values()))
    if isinstance(result, list | tuple):
        return sum(map(bytes_of, result))
    if dataclasses.is_dataclass(result):
        return 100 + sum(bytes_of(getattr(result, field.name)) for field in dataclasses.fields(result))
    return 100


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The one store of this server."""
    return Store()


def remembered(
    spinner: str = "",
) -> Callable[[Callable[Concatenate[str, Args], Result]], Callable[Concatenate[str, Args], Result]]:
    """Decorator that caches the results of a function by its first argument, a key of everything that they depend on.

    Unlike st.cache_resource with `max_entries` it is bounded in bytes: 96 images of 4,096 px a side would take 19 GB.
    What several visitors ask for at the same time is computed once. `spinner` is shown until it is there.
    """

    def decorate(function: Callable[Concatenate[str, Args], Result]) -> Callable[Concatenate[str, Args], Result]:
        @wraps(function)
        def cached(key: str, /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
            name = f"{function.__module__}.{function.__qualname__} {key}"
            result: Result | None = store().get(name)
            if result is not None:
                return result

            def make() -> Result:
                made = function(key, *args, **kwargs)
                store().put(name, made)
                return made

            with st.spinner(spinner) if spinner else nullcontext():
                shared: Result = once(name, lambda: store().get(name), make)
            return shared

        return cached

    return decorate
