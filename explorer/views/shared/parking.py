"""Parking: a training whose visitor is gone pauses, is kept for an hour, and holds no memory; it goes on when they are back.

The server keeps it as it keeps photos and uploaded weights: in its store, under the token that only the visitor's tab knows.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Protocol
from weakref import ref

from streamlit.runtime import Runtime

from explorer import limits
from explorer.errors import ExplorerError
from explorer.learning.live.archive import Saved
from explorer.learning.live.job import Job
from explorer.learning.live.places import Allowance
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle
from explorer.views.demo.instance import instance
from explorer.views.image.kept import forgetting
from explorer.views.shared.busy import courtesy

LOOK_SECONDS: Final = 1.0
FREE_SECONDS: Final = 20.0
"""How long a paused training stays in memory: most connections that are lost come back sooner."""
GIVE_UP_SECONDS: Final = 50.0
"""After so long it is let go though it could not be kept: its memory is wanted by others."""
STEP_SECONDS: Final = 3.0
"""How long a look waits for the step under way."""
CLAIM_SECONDS: Final = 10.0
"""How long a visitor who is back waits for their training: a step of it may be under way."""
_REST: Final = "training"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Parcel:
    """A training that was kept: the scene whose network learns, whether it was running, the seconds that were used of its
    visitor's, and what else its `Desk` wants to know, as plain JSON data."""

    saved: Saved
    scene: Scene
    running: bool = False
    used: float = 0.0
    more: Mapping[str, Any] = field(default_factory=dict)

    def job(self, **options: Any) -> Job:
        """The training, which goes on if it was running; `options` are those of Job. Raises ExplorerError."""
        allowance = Allowance()
        allowance.spend(self.used)
        options = {"allowance": allowance, "courtesy": courtesy(), **options}
        made = Job(self.scene.network, self.saved.data, resume=self.saved, **options)
        made.look()
        if self.running:
            made.start()
        return made


class Desk(Protocol):
    """What a session holds its training in."""

    job: Job | None

    def kept(self) -> tuple[Scene, Mapping[str, Any]]:
        """The scene whose network learns, and what else is to be known when the training comes back, as plain JSON data."""

    def unload(self) -> None:
        """Let the job and all arrays go; the visitor is away."""

    def load(self, parcel: Parcel) -> None:
        """Take the training up again. Raises ExplorerError."""


@dataclass(eq=False)
class _Entry:
    session: str
    token: str
    desk: ref[Desk]
    away_since: float | None = None
    running: bool = False
    written: bool = False
    unloaded: bool = False
    lock: Any = field(default_factory=threading.RLock)
    """Writing takes a while: nobody but the visitor themselves waits for it."""


class Parking:
    """The trainings of all sessions. Any thread may use it."""

    def __init__(
        self,
        write: Callable[[str, Bundle], object],
        read: Callable[[str], Bundle | None],
        active: Callable[[], Collection[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`write` and `read` keep bundles by token; `active` are the ids of the sessions that are connected."""
        self._write, self._read, self._active, self._clock = write, read, active, clock
        self._entries: dict[int, _Entry] = {}
        self._lock = threading.Lock()

    def enter(self, session: str, token: str, desk: Desk) -> None:
        """Look after the training of `desk`, which may have none yet, as long as the desk lives."""
        with self._lock:
            self._entries[id(desk)] = _Entry(session, token, ref(desk))

    def look(self) -> None:
        """Pause and keep the trainings of those who are gone, free them after a while, and load those of who is back."""
        with self._lock:
            self._entries = {key: entry for key, entry in self._entries.items() if entry.desk() is not None}
            entries = list(self._entries.values())
        active = frozenset(self._active()) if entries else frozenset[str]()
        for entry in entries:
            desk = entry.desk()
            if desk is None:
                continue
            with entry.lock:
                if entry.session in active:
                    self._welcome(entry, desk)
                elif desk.job is not None:
                    self._leave(entry, desk)

    def claim(self, token: str) -> Parcel | None:
        """The training that was kept under `token` for who came back in a new session; None if there is none.

        Of a session that is still connected, as when a tab is copied, they get a paused copy. Raises ExplorerError.
        """
        with self._lock:
            entry = next((each for each in self._entries.values() if each.token == token), None)
        desk = entry.desk() if entry is not None else None
        if entry is None or desk is None:
            return self._fetch(token)
        with entry.lock:
            if desk.job is None:
                return self._fetch(token)
            if entry.session in self._active():
                return _parcel(desk, desk.job, running=False)
            running = entry.running or desk.job.view().active
            desk.job.pause()
            parcel = _parcel(desk, desk.job, running)
            with suppress(ExplorerError):  # whoever claims it may leave before they have it
                self._write(_name(token), bundle_of(parcel))
            desk.unload()
            entry.unloaded = True
            return parcel

    def _leave(self, entry: _Entry, desk: Desk) -> None:
        now = self._clock()
        assert desk.job is not None
        if entry.away_since is None:
            entry.away_since, entry.running = now, desk.job.view().active
            desk.job.pause()
        if not entry.written and desk.job.settle(STEP_SECONDS):
            entry.written = self._kept(entry, desk, desk.job)
        away = now - entry.away_since if entry.away_since is not None else 0.0
        if away >= (FREE_SECONDS if entry.written else GIVE_UP_SECONDS):
            desk.unload()
            entry.unloaded = True

    def _kept(self, entry: _Entry, desk: Desk, job: Job) -> bool:
        if not job.view().step:
            return True  # nothing was learned yet
        try:
            self._write(_name(entry.token), bundle_of(_parcel(desk, job, entry.running)))
        except ExplorerError as error:
            _log.warning("A training could not be kept: %s", error.problem)
            return False
        return True

    def _welcome(self, entry: _Entry, desk: Desk) -> None:
        if entry.away_since is None:
            return
        running, unloaded = entry.running, entry.unloaded
        entry.away_since, entry.running, entry.written, entry.unloaded = None, False, False, False
        try:
            if unloaded:
                parcel = self._fetch(entry.token)
                if parcel is not None:
                    desk.load(parcel)
            elif running and desk.job is not None:
                desk.job.start()
        except ExplorerError as error:
            _log.warning("A training could not be taken up again: %s", error.problem)

    def _fetch(self, token: str) -> Parcel | None:
        bundle = self._read(_name(token))
        return None if bundle is None else parcel_of(bundle)


def bundle_of(parcel: Parcel) -> Bundle:
    """The parcel as the store keeps it. Raises StoreError if it is larger than may be kept."""
    rest = {_REST: {"running": parcel.running, "used": parcel.used, "more": dict(parcel.more)}}
    walk = Walkthrough((Stop(parcel.scene),))
    return Bundle(walk, parcel.saved.to_files(), rest=rest, most=limits.KEPT_BYTES)


def parcel_of(bundle: Bundle) -> Parcel:
    """The parcel in a bundle of the store. Raises ExplorerError if it is damaged."""
    saved, about = Saved.from_files(dict(bundle.files)), bundle.rest.get(_REST)
    about = about if isinstance(about, dict) else {}
    used, more = about.get("used"), about.get("more")
    return Parcel(
        *(saved, bundle.walk.stops[0].scene, about.get("running") is True),
        *(float(used) if isinstance(used, float | int) else 0.0, more if isinstance(more, dict) else {}),
    )


def _parcel(desk: Desk, job: Job, running: bool) -> Parcel:
    scene, more = desk.kept()
    return Parcel(job.saved(), scene, running, job.allowance.used, more)


def _name(token: str) -> str:
    """Under this token a training is kept."""
    return f"{token} training"


@cache
def parking() -> Parking:
    """The one of this server."""
    here = instance()

    def write(token: str, bundle: Bundle) -> None:
        here.place().store.keep(token, bundle)
        forgetting().begin_again()

    def active() -> Collection[str]:
        return [info.session.id for info in Runtime.instance()._session_mgr.list_active_sessions()]

    return Parking(write, lambda token: here.place().store.kept(token), active)
