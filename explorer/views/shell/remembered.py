"""What was computed for a screen is kept for the next run of the script, within a limit of bytes for all visitors."""

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

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Store:
    """Results by key; the least recently used go first. One serves all threads."""

    def __init__(self, most: int = REMEMBERED_BYTES) -> None:
        """At most `most` bytes of arrays; a result that is larger alone is not kept."""
        self.most = most
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
        """Keep `result` under `key`, and let older ones go until all fit."""
        size = bytes_of(result)
        if size > self.most:
            return
        with self._lock:
            if key in self._results:
                return
            self._results[key] = (result, size)
            self.used += size
            while self.used > self.most:
                _, (_, gone) = self._results.popitem(last=False)
                self.used -= gone


def bytes_of(result: Any) -> int:
    """The bytes of the arrays that a result holds, in mappings, sequences and records; 100 for anything else."""
    if isinstance(result, np.ndarray):
        return result.nbytes
    if isinstance(result, Mapping):
        return sum(map(bytes_of, result.values()))
    if isinstance(result, list | tuple):
        return sum(map(bytes_of, result))
    if dataclasses.is_dataclass(result):
        return 100 + sum(bytes_of(getattr(result, field.name)) for field in dataclasses.fields(result))
    return 100


@st.cache_resource
def store() -> Store:
    """The one store of this server."""
    return Store()


def remembered(
    spinner: str = "",
) -> Callable[[Callable[Concatenate[str, Given], Result]], Callable[Concatenate[str, Given], Result]]:
    """Keeps the results of a function by its first argument, a key that says all that they depend on.

    Unlike st.cache_resource with `max_entries` it is bounded in bytes: 96 images of 4,096 px a side would take 19 GB.
    `spinner` is shown while something is computed.
    """

    def keep(function: Callable[Concatenate[str, Given], Result]) -> Callable[Concatenate[str, Given], Result]:
        @wraps(function)
        def asked(key: str, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            name = f"{function.__module__}.{function.__qualname__} {key}"
            known: Result | None = store().get(name)
            if known is None:
                with st.spinner(spinner) if spinner else nullcontext():
                    known = function(key, *args, **kwargs)
                store().put(name, known)
            return known

        return asked

    return keep
