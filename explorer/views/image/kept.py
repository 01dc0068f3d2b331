"""What a visitor has who publishes nothing, kept for an hour: a reload, or a lost connection, brings it back.

That is the scene, its photo, and the weights that they uploaded, which are kept on their own: written once, they may be large.

The server keeps it under a random token that only the visitor's tab knows. Each session has a token of its own, so that of two
tabs, one of which is a copy of the other, neither writes over what the other one has.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar

import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError, UnavailableError
from explorer.scene import Scene, link
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle
from explorer.store.weight_files import file_name, weights_in
from explorer.views.components.kept.kept import answered, mount_kept
from explorer.views.demo.instance import instance
from explorer.views.image.photos import ASKED, add_photo, is_mine, photos
from explorer.views.image.pictures import held
from explorer.views.shared.own_weights import add_weights, siblings_of, with_own_weights
from explorer.views.shell.state import Session
from explorer.weights import Own, TrainedHere
from explorer.weights.own import file as own_file

LEAST_SECONDS = 5
"""Between two writes of one session, at least."""
FRESH_SECONDS = 1_200
"""What has not changed is written again after this long, so that its hour begins again while the visitor is here."""
AWAY_SECONDS = 30
"""A store that does not answer is left alone for so long."""
PATIENCE_SECONDS = 2
"""How long a visitor waits for the store, which they did not ask for."""
ANSWER_SECONDS = 3
"""How long the browser may take to say which token it has."""
ADDRESS = "address"
"""In the manifest: what the address said of the scene when it was kept."""
TRAINS = "kept_for_training"
"""Under this key the session keeps that it has a training, which is parked under the same token."""
_PARAMETERS = ("m", "d", "w")
Result = TypeVar("Result")


@dataclass
class Keeper:
    """What one session knows of what is kept for it. `written` is what was kept last, at `written_at` (time.monotonic)."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    ask: str = field(default_factory=lambda: secrets.token_hex(8))
    new: bool = True
    restored: str = ""
    """The last token from which something was restored, or not found."""
    kept: bool = False
    written: object = None
    written_at: float = -1e9
    away_until: float = -1e9
    weights: str = ""
    """The digests of the weights that are kept, as `written_at` says with the rest."""
    scene: Scene | None = None
    """The last scene whose link was measured."""
    too_long: bool = False


def keeper() -> Keeper:
    """The keeper of the present session."""
    found: Keeper = st.session_state.setdefault("keeper", Keeper())
    return found


def restore(current: Session) -> None:
    """Bring back what the visitor had, once their browser has said which token it has. Call it after the address was read."""
    mine = keeper()
    sides = current.scene.sides
    missing = [digest for side in sides if (digest := side.image.digest) and not held(digest)]
    wanted = bool(missing) or any(side.weights.asked_for is not None for side in sides)
    said = answered()
    if said is None and mine.new:
        st.session_state[ASKED] = time.monotonic() + ANSWER_SECONDS
        mount_kept(mine.ask, wanted=wanted)
    if said is not None:
        st.session_state.pop(ASKED, None)
    if said and said != mine.restored:
        mine.restored = said
        _bring_back(current, mine, said)
    elif mine.kept and any(map(is_mine, missing)):  # more visitors came than fit into memory
        mine.kept, mine.written = False, None  # once, and then it is written anew
        _bring_back(current, mine, mine.token)


def keep(current: Session) -> None:
    """Keep what changed of photos and scene. Call it at the end of a run of the page: nobody waits for it there."""
    mine = keeper()
    if mine.new and answered() is None:
        mine.new = False
        return  # `restore` has mounted the component
    mine.new = False
    later = _write_if_changed(current, mine)
    mount_kept(mine.ask, mine.token if mine.kept or st.session_state.get(TRAINS) else "", later=later)


def keeps() -> bool:
    """Whether this session's photos are kept, as far as is known."""
    return time.monotonic() >= keeper().away_until


def address() -> str:
    """What the address says of the scene: the same text for the same scene and demo."""
    return "&".join(f"{name}={st.query_params.get(name, '')}" for name in _PARAMETERS)


def to_keep(scene: Scene, files: Mapping[str, bytes]) -> Bundle:
    """The scene with its photos, and with as many of the other photos, `files` by digest, as a bundle may have."""
    return Bundle(Walkthrough((Stop(scene),)), fitting(scene, files), rest={ADDRESS: address()})


def weights_to_keep(*uploaded: Own) -> Bundle:
    """Own weights alone."""
    files = {file_name(each): own_file.to_bytes(each) for each in uploaded}
    return Bundle(Walkthrough((Stop(Scene()),)), files, most=limits.KEPT_BYTES)


def fitting(scene: Scene, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The photo of the scene and that beside it, and of the others as many as a bundle may have."""
    room = limits.DEMO_BYTES - limits.DEMO_MANIFEST_BYTES
    chosen: dict[str, bytes] = {}
    shown = {side.image.digest for side in scene.sides}
    for digest in sorted(files, key=lambda each: each not in shown):
        if len(files[digest]) <= room:
            chosen[digest] = files[digest]
            room -= len(files[digest])
    return chosen


def promptly(call: Callable[[], Result], seconds: float = PATIENCE_SECONDS) -> Result:
    """The result of `call`. Raises UnavailableError if it takes longer than `seconds`; what has begun goes on."""
    future = _threads().submit(call)
    try:
        return future.result(seconds)
    except LateError:
        future.cancel()
        raise UnavailableError("The store of demos does not answer in time.", "Try again in a minute.") from None


class Forgetting:
    """Deletes what was kept when its hour is over, on a server that nobody visits any more, too."""

    def __init__(self, sweep: Callable[[], object], seconds: float = limits.KEPT_SECONDS + 1) -> None:
        self._sweep, self._seconds = sweep, seconds
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def begin_again(self) -> None:
        """Something was kept: everything is over its time once that is."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._seconds, self._forget)
            self._timer.daemon = True
            self._timer.start()

    def _forget(self) -> None:
        with suppress(ExplorerError):  # whoever opens the store next sweeps it
            self._sweep()


@cache
def forgetting() -> Forgetting:
    """The one of this server."""
    here = instance()
    return Forgetting(lambda: here.place().store.sweep())


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, "kept")


def _bring_back(current: Session, mine: Keeper, token: str) -> None:
    now = time.monotonic()
    if now < mine.away_until:
        return
    here = instance()
    try:
        bundle = promptly(lambda: here.place().store.kept(token))
        weights = promptly(lambda: here.place().store.kept(_of_weights(token)))
        for uploaded in weights_in(weights.files).values() if weights is not None else ():
            add_weights(uploaded)
    except ExplorerError:
        mine.away_until = now + AWAY_SECONDS
        return  # the page says what is missing
    current.change_weights(with_own_weights)
    if bundle is None:
        return
    for data in bundle.files.values():
        add_photo(data)
    if bundle.rest.get(ADDRESS) == address():
        current.load(with_own_weights(bundle.walk.stops[0].scene))


def _write_if_changed(current: Session, mine: Keeper) -> float:
    """Write, if there is something new; returns after how many seconds to try again, 0 for not before the next run."""
    state, now = _state(current, mine), time.monotonic()
    since = now - mine.written_at
    if state is None or (state == mine.written and since < FRESH_SECONDS) or now < mine.away_until:
        return 0
    if since < LEAST_SECONDS:
        return LEAST_SECONDS - since
    here, files, uploaded = instance(), photos(), _weights_to_keep(current.scene)
    digest = " ".join(each.digest for each in uploaded)
    try:
        bundle = to_keep(current.scene, files)
        promptly(lambda: here.place().store.keep(mine.token, bundle))
        if uploaded and (digest != mine.weights or since >= FRESH_SECONDS):
            large = weights_to_keep(*uploaded)
            promptly(lambda: here.place().store.keep(_of_weights(mine.token), large))
    except ExplorerError:
        mine.away_until = now + AWAY_SECONDS
        return 0
    mine.kept, mine.written, mine.written_at, mine.weights = True, state, now, digest or mine.weights
    forgetting().begin_again()
    return 0


def _state(current: Session, mine: Keeper) -> object:
    """What would be kept, as far as the address does not say it: photos, weights, and a scene that fits into no link."""
    if current.scene is not mine.scene:
        mine.scene = current.scene
        mine.too_long = len(link.encode(current.scene)) > link.MAX_CHARS
    digests, uploaded = frozenset(fitting(current.scene, photos())), _weights_to_keep(current.scene)
    if not digests and not uploaded and not mine.too_long:
        return None
    return digests, uploaded, current.scene if mine.too_long else None


def _weights_to_keep(scene: Scene) -> tuple[Own, ...]:
    """The uploaded weights of the scene and of that beside it: those that are here, as far as they may be kept together."""
    chosen: dict[str, Own] = {}
    shown = [side.weights.base for side in scene.sides]
    snapshots = [each for base in shown if isinstance(base, TrainedHere) for each in siblings_of(base).values()]
    for base in (*shown, *snapshots):
        if isinstance(base, Own) and base.present:
            size = base.size + sum(each.size for each in chosen.values())
            if base.digest not in chosen and size <= limits.KEPT_WEIGHTS_BYTES:
                chosen[base.digest] = base
    return tuple(chosen.values())


def _of_weights(token: str) -> str:
    """Under this token weights are kept."""
    return f"{token} weights"
