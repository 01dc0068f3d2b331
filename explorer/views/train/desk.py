"""The desk: what a visitor's training is, from its setup to the job that runs in the background."""

from __future__ import annotations

import secrets
import threading
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.errors import ExplorerError
from explorer.layers.base import Array
from explorer.learning import DataSet
from explorer.learning.card import trained_here
from explorer.learning.data import OwnPictures
from explorer.learning.health import History
from explorer.learning.live.job import Job
from explorer.learning.live.places import Allowance
from explorer.learning.live.view import JobView
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.components.kept.kept import answered
from explorer.views.image.kept import TRAINS, keeper, promptly
from explorer.views.shared.busy import courtesy
from explorer.views.shared.parking import CLAIM_SECONDS, Parcel, parking
from explorer.views.train.live.look import Look
from explorer.views.train.setup import OWN, Setup, data_of, own_data, two_classes
from explorer.weights import Seeded, TrainedHere, Uploaded, Weights

KEY, CAME_BACK = "training_desk", "training_came_back"
EVERY_SECONDS = 1.5
"""Between two looks at the layers, for which the training waits some hundredths of a second."""
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
    own: OwnPictures = field(default_factory=two_classes)
    epoch: float | None = None
    names: dict[float, str] = field(default_factory=dict)
    problem: str = ""
    look: Look | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    allowance: Allowance = field(default_factory=Allowance)
    history: History = field(default_factory=History)
    examined_at: float = -1e9
    made: tuple[object, tuple[TrainedHere, ...]] = (None, ())
    """What the snapshots were made of, and they as weights."""

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
                assert self.own.missing is not None
                raise self.own.missing
            begin = self._weights(scene)
            options: dict[str, Any] = {"allowance": self.allowance, "courtesy": courtesy()}
            self.job = Job(network, data, self.setup.recipe, begin, **options)
            st.session_state[TRAINS] = True
            self.begun, self.data = replace(scene, compared=None, training=True), data
        return self.job

    def learned_from(self, network: Network | None) -> DataSet | None:
        """The chosen data, for a network where that is known; None while classes of one's own are not complete."""
        if self.setup.data == OWN:
            return own_data(self.own, network.input_shape if network else None, self.setup.recipe.seed)
        return data_of(self.setup, network)

    def clear(self) -> None:
        """Let the job go, with all that it has learned."""
        if self.job is not None:
            self.job.reset()
        self.job = self.begun = self.data = self.epoch = None
        self.names, self.history, self.made = {}, History(), (None, ())

    # -- what the server asks of it when the visitor leaves, and when they are back ------------------------------------------

    def kept(self) -> tuple[Scene, Mapping[str, Any]]:
        """The scene whose network learns, and the rest of the desk as plain data."""
        names = [[epoch, name] for epoch, name in self.names.items()]
        return self.begun or Scene(), {"setup": self.setup.spec(), "names": names}

    def unload(self) -> None:
        """Let the job and all arrays go; the visitor is away."""
        if self.job is not None:
            self.job.pause()
        self.job = self.data = self.look = None
        self.history, self.made = History(), (None, ())

    def load(self, parcel: Parcel) -> None:
        """Take the training up again. Raises ExplorerError."""
        self.job = parcel.job()
        self.allowance = self.job.allowance
        self.begun, self.data, self.setup = parcel.scene, parcel.saved.data, Setup.from_spec(parcel.more.get("setup"))
        names = parcel.more.get("names")
        self.names = {float(epoch): str(name) for epoch, name in names} if isinstance(names, list) else {}

    # -- its snapshots as weights ----------------------------------------------------------------------------------------

    @property
    def snapshots(self) -> tuple[TrainedHere, ...]:
        """The snapshots as weights with a card, made once. Raises WeightsError where numbers are not finite."""
        if self.job is None or self.data is None:
            return ()
        kept = self.view.kept
        key = (id(self.job), tuple(each.step for each in kept), tuple(self.names.items()))
        if self.made[0] != key:
            made = trained_here(self.job.network, self.data, self.job.recipe, kept, self.view.seconds, self.names)
            self.made = key, made
        return self.made[1]

    def examine(self) -> None:
        """Look at the layers after the last step, if that is due: a few times a second at most."""
        if (
            self.job is None
            or not self.history.wants(self.view.step)
            or time.monotonic() - self.examined_at < EVERY_SECONDS
        ):
            return
        self.examined_at = time.monotonic()
        records = self.job.examine()
        if records:
            self.history.add(records[0].step, records)

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
        context = get_script_run_ctx(suppress_warning=True)
        if context is not None:
            parking().enter(context.session_id, keeper().token, made)
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


def come_back() -> None:
    """Take up the training that was parked for this visitor, once their browser has said which token it has."""
    said = answered()
    if not said or st.session_state.get(CAME_BACK) == said:
        return
    st.session_state[CAME_BACK] = said
    try:
        parcel = promptly(lambda: parking().claim(said), CLAIM_SECONDS)
        if parcel is not None and desk().job is None:
            desk().load(parcel)
            st.session_state[TRAINS] = True
    except ExplorerError as error:
        desk().problem = str(error)
