"""What a session lets its browser fetch, at an address that nobody can guess, as long as the session lasts."""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st

SECONDS = 3_600.0
"""How long something stands after the page last showed it."""


@dataclass(eq=False, kw_only=True)
class Standing:
    """Something that can be fetched: `token` is the last part of its address, which it has until the time `until`."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    until: float = 0.0


Kind = TypeVar("Kind", bound=Standing)


class Register(Generic[Kind]):
    """What all sessions let fetch, by token: as long as the session holds it, and SECONDS after it was last shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing stands yet."""
        self._clock = clock
        self._by_token: weakref.WeakValueDictionary[str, Kind] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()

    def show(self, standing: Kind) -> None:
        """Let something stand from now on."""
        with self._lock:
            standing.until = self._clock() + SECONDS
            self._by_token[standing.token] = standing

    def find(self, token: str) -> Kind | None:
        """What has this token, if it stands."""
        with self._lock:
            found = self._by_token.get(token)
            return found if found is not None and self._clock() < found.until else None

    def put(self, place: str, key: str, make: Callable[[], Kind], most: int) -> Kind:
        """Let something stand for this session, which keeps the last `most` of its kind under `place`.

        What has the same `key` as before stays as it is, with its address; else it is made.
        """
        mine: dict[str, Kind] = st.session_state.setdefault(place, {})
        made = mine.pop(key, None) or make()
        mine[key] = made
        while len(mine) > most:
            del mine[next(iter(mine))]
        self.show(made)
        return made
