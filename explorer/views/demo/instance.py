"""The store of demos of this server: opened once for all visitors, tried again while it does not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from explorer import demos as shipped
from explorer.errors import ExplorerError
from explorer.store import Bundle, Store
from explorer.store.place import Place, place

AGAIN_SECONDS = 10
"""After a failure the store is not opened again for this long: each visitor would wait for it."""
SWEEP_SECONDS = 3_600


@dataclass
class Instance:
    """The store, opened when it is first needed. `open_place` raises ExplorerError while it cannot be."""

    open_place: Callable[[], Place] = place
    _place: Place | None = None
    _error: ExplorerError | None = None
    _tried: float = field(default=-1e9)
    _swept: float = field(default=-1e9)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self) -> Place:
        """The store, and whether it lasts. Raises ExplorerError while it cannot be opened."""
        with self._lock:
            if self._place is None:
                if self._error is not None and time.monotonic() - self._tried < AGAIN_SECONDS:
                    raise self._error
                self._tried = time.monotonic()
                try:
                    self._place = self.open_place()
                except ExplorerError as error:
                    self._error = error
                    raise
            self._sweep(self._place.store)
            return self._place

    def _sweep(self, store: Store) -> None:
        """Once an hour, while somebody uses the store, delete what is over its time."""
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._swept = time.monotonic()
            store.sweep()


@st.cache_resource(show_spinner=False)
def instance() -> Instance:
    """The one instance of this server."""
    return Instance()


def demos() -> Store:
    """The store. Raises ExplorerError while it cannot be opened."""
    return instance().place().store


def demo_of(demo_id: str, *, opened: bool = True) -> Bundle:
    """The demo of this id: one that ships with the app, else one of this instance. See Store.demo."""
    return shipped.load(demo_id) if demo_id in shipped.NAMES else demos().demo(demo_id, opened=opened)
