"""The desk: what a visitor's training is, from its setup to the job that runs in the background."""

from __future__ import annotations

import secrets
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

import streamlit as st

from explorer.errors import SettingError
from explorer.layers.base import Array
from explorer.learning import DataSet
from explorer.learning.job import Job
from explorer.learning.live.view import JobView
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.train.live.look import Look
from explorer.views.train.own.classes import OwnClasses
from explorer.views.train.setup import OWN, Setup, data_of
from explorer.weights import Seeded, Uploaded, Weights

KEY = "training_desk"
NOTHING = JobView()
Parameters = Mapping[str, Mapping[str, Array]]


@dataclass(eq=False)
class Desk:
    """One visitor's training. `token` is part of an address that only their browser knows: the feed's.

    `begun` is the scene whose network the job trains, `data` what it learns from. `epoch` is that of the snapshot on the
    screen, None for the latest state; `names` are what the visitor called some of them. `problem` is why something could
    not be done; it is said once.
    """

    setup: Setup = field(default_factory=Setup)
    job: Job | None = None
    begun: Scene | None = None
    data: DataSet | None = None
    own: OwnClasses = field(default_factory=OwnClasses)
    epoch: float | None = None
    names: dict[float, str] = field(default_factory=dict)
    problem: str = ""
    look: Look | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def view(self) -> JobView:
        """The training as it is now."""
        return self.job.view() if self.job is not None else NOTHING

    @property
    def started(self) -> bool:
        """Whether a training has begun that was not reset: its setup stays as it is."""
        return self.job is not None and (self.view.step > 0 or self.view.active)

    def trains(self, network: Network) -> bool:
        """Whether the job is about this network, whatever its layers are called."""
        return self.job is not None and self.job.network.digest == network.digest

    def begin(self, scene: Scene) -> Job:
        """The job, made from the setup if there is none. Raises ExplorerError where the network cannot learn from the data."""
        if self.job is None:
            network = scene.network
            data = self.learned_from(network)
            if data is None:
                raise SettingError(self.own.missing, "Draw, photograph or upload a few more.")
            self.job = Job(network, data, self.setup.recipe, self._weights(scene))
            self.begun, self.data, self.epoch = replace(scene, compared=None), data, None
        return self.job

    def learned_from(self, network: Network | None) -> DataSet | None:
        """The chosen data, for a network where that is known; None while classes of one's own are not complete."""
        if self.setup.data == OWN:
            return self.own.data_set(network.input_shape if network else None, self.setup.recipe.seed)
        return data_of(self.setup, network)

    def clear(self) -> None:
        """Let the job go, with all that it has learned."""
        if self.job is not None:
            self.job.reset()
        self.job = self.begun = self.data = self.epoch = None
        self.names = {}

    def _weights(self, scene: Scene) -> Weights:
        return scene.weights if self.setup.start == "screen" else Weights(Seeded("he_uniform", self.setup.recipe.seed))


class Desks:
    """The desks of all sessions by token; each lives as long as its session."""

    def __init__(self) -> None:
        """None yet."""
        self._by_token: weakref.WeakValueDictionary[str, Desk] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()

    def put(self, desk: Desk) -> None:
        """Let the feed of a desk be asked for."""
        with self._lock:
            self._by_token[desk.token] = desk

    def find(self, token: str) -> Desk | None:
        """The desk of this token."""
        with self._lock:
            return self._by_token.get(token)


@cache
def desks() -> Desks:
    """Those of this server."""
    return Desks()


def desk() -> Desk:
    """This session's."""
    if KEY not in st.session_state:
        st.session_state[KEY] = made = Desk()
        desks().put(made)
    found: Desk = st.session_state[KEY]
    return found


def shown_params(found: Desk) -> Parameters | None:
    """The parameters that the screen shows: those of the chosen snapshot, else the latest; None before the first step."""
    view = found.view
    if found.epoch is not None and found.epoch in view.snapshots:
        return view.snapshots[found.epoch]
    return view.params or None


def as_weights(network: Network, params: Parameters, name: str = "") -> Weights:
    """Parameters of a training as weights. Raises WeightsError where they are not finite."""
    return Weights(Uploaded.of(network, params, name))
