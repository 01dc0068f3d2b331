"""The weights that visitors bring along: which of them a session has, and how much of all of them this server holds.

A digest stands in links, so it must open nothing: a session has the weights that it uploaded, that were restored to it, or
that the demo holds that it follows. The same weights of several visitors are held once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from weakref import WeakValueDictionary

import streamlit as st

from explorer import limits
from explorer.errors import WeightsError
from explorer.scene import Scene
from explorer.scene.scene import on_each_side, with_arrays
from explorer.serving.handover import received
from explorer.weights import Own, TrainedHere
from explorer.weights.learned import LearnedLayers

MINE = "my_weights"
"""Under this key the session keeps its own weights by digest, the newest last."""
DEMO_WEIGHTS = "demo_weights"
"""Under this key the session keeps the weights of the demo that it shows, by digest."""


class Shelf:
    """Counts the arrays that are alive, whoever holds them: those of visitors who are gone leave by themselves."""

    def __init__(self, limit: int = limits.WEIGHTS_BYTES) -> None:
        """Takes weights until they have `limit` bytes together."""
        self.limit = limit
        self._layers: WeakValueDictionary[str, LearnedLayers] = WeakValueDictionary()
        self._sizes: dict[str, int] = {}
        self._lock = threading.Lock()

    @property
    def used(self) -> int:
        """Bytes of all arrays that are alive."""
        with self._lock:
            return self._used()

    def _used(self) -> int:
        return sum(self._sizes[digest] for digest in self._layers)

    def put(self, uploaded: Own) -> Own:
        """The same weights, with the arrays that are here already if there are some. Raises WeightsError without room."""
        with self._lock:
            known = self._layers.get(uploaded.digest)
            if known is not None:
                return replace(uploaded, held=known)
            free = self.limit - self._used()
            if uploaded.size > free:
                raise WeightsError(
                    f"These weights take {uploaded.size / 1e6:,.1f} MB. This server holds at most {self.limit / 1e6:,.0f} MB "
                    f"of all visitors' weights, and {free / 1e6:,.1f} MB are free.",
                    "Try again later, or run the app on your own machine, where nobody shares it.",
                )
            self._layers[uploaded.digest], self._sizes[uploaded.digest] = uploaded.layers, uploaded.size
            return uploaded


@cache
def shelf() -> Shelf:
    """The one of this server."""
    return Shelf()


def add_weights(uploaded: Own) -> Own:
    """Make weights one of this session's own. Raises WeightsError if there is no room for them."""
    held = shelf().put(uploaded)
    mine = st.session_state.setdefault(MINE, {})
    mine.pop(held.digest, None)
    mine[held.digest] = held
    return held


def my_weights() -> Mapping[str, Own]:
    """This session's own weights by digest, the newest last."""
    return dict(st.session_state.get(MINE, {}))


def forget_weights(keep: Collection[str]) -> None:
    """Let all of the session's own weights go but those with the digests `keep`."""
    mine = st.session_state.get(MINE, {})
    for digest in [each for each in mine if each not in keep]:
        del mine[digest]


def weights_of(digest: str) -> Own | None:
    """The weights of this digest, if this session may have them: its own, its demo's, or those the server was started with."""
    found: Own | None = my_weights().get(digest) or st.session_state.get(DEMO_WEIGHTS, {}).get(digest)
    return found or _handed(digest)


def siblings_of(own: TrainedHere) -> dict[float, TrainedHere]:
    """The snapshots of the same training that this session may have, by epoch; `own` is among them."""
    held = (*my_weights().values(), *st.session_state.get(DEMO_WEIGHTS, {}).values())
    found = {each.epoch: each for each in held if own.is_sibling(each)}
    return {epoch: found[epoch] for epoch in sorted(found)} | {own.epoch: own}


def with_own_weights(scene: Scene) -> Scene:
    """The scene of a link, with the arrays of its weights if the session has them, and of those beside it."""
    return on_each_side(scene, lambda side: _with_found(side, weights_of))


def with_handed_weights(scene: Scene) -> Scene:
    """The same where there is no session: with the weights that the server was started with, for whoever opens it."""
    return on_each_side(scene, lambda side: _with_found(side, _handed))


def _with_found(scene: Scene, find: Callable[[str], Own | None]) -> Scene:
    asked = scene.weights.asked_for
    found = find(asked.digest) if asked is not None else None
    return scene if found is None else with_arrays(scene, found)


def asking_words(asked: Own) -> tuple[str, str]:
    """Problem and remedy for weights that this session does not have."""
    if isinstance(asked, TrainedHere):
        return (
            "The weights of this link were trained in the program and are not on this server: what you see has random ones.",
            "Upload their .npz to see what was meant. A published demo has its weights with it.",
        )
    which = f"the file “{asked.name}”" if asked.name else "a file that somebody uploaded"
    return (
        f"The weights of this link are in {which}, which is not on this server: what you see has random ones.",
        "Upload that file to see what was meant. A published demo has its weights with it.",
    )


def _handed(digest: str) -> Own | None:
    handed = received()
    base = handed.scene.weights.base if handed else None
    return base if isinstance(base, Own) and base.digest == digest and base.present else None
