"""Visitors who are gone: their sessions go without anybody's help, and the caches when nobody is left."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from explorer import presets
from explorer.views.explore.runs import quick_run, shared_runner
from explorer.views.shared import kept, sweeping
from explorer.views.shared.sweeping import ALONE_SECONDS, Sweeper
from explorer.views.shell import remembered


class Session:
    """As much of a session as Streamlit's manager asks of it when its connection is lost."""

    id = "a session"
    request_script_stop = disconnect_file_watchers = clear_session_caches = shutdown = lambda self: None

    def is_resumable(self) -> bool:
        return True


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    now: float = 100.0
    forgotten: int = field(default=0)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()

    def forget() -> None:
        clock.forgotten += 1

    monkeypatch.setattr(sweeping, "forget", forget)
    return clock


def manager(clock: Callable[[], float], seconds: int = 120) -> WebsocketSessionManager:
    """Streamlit's own session manager, as its server makes it."""
    storage = MemorySessionStorage(ttl_seconds=seconds)
    storage._cache._timer = clock  # type: ignore[attr-defined]
    nothing: Any = None
    cache: Any = type("Cache", (), {"clear": lambda self: None})()
    return WebsocketSessionManager(storage, nothing, cache, None)


def connect(sessions: WebsocketSessionManager, session: Any) -> None:
    sessions._active_session_info_by_id[session.id] = SessionInfo(None, session)  # type: ignore[assignment]


def test_a_lost_session_is_kept_for_its_two_minutes_and_then_goes_by_itself(clock: Clock) -> None:
    sessions, sweeper, session = manager(clock), Sweeper(clock), Session()
    gone = weakref.ref(session)
    connect(sessions, session)
    sessions.disconnect_session(session.id)
    del session
    clock.now += 110
    sweeper.sweep(sessions)
    assert sessions.get_session_info(Session.id) is not None
    clock.now += 20
    assert gone() is not None, "by itself Streamlit keeps what has expired"
    sweeper.sweep(sessions)
    gc.collect()
    assert gone() is None


def test_caches_are_emptied_once_when_nobody_has_been_there_for_a_while(clock: Clock) -> None:
    sessions, sweeper, session = manager(clock), Sweeper(clock), Session()
    sweeper.sweep(sessions)
    clock.now += 10 * ALONE_SECONDS
    sweeper.sweep(sessions)
    assert clock.forgotten == 0, "nobody has been there: what is ready for the first visitor stays"
    connect(sessions, session)
    sweeper.sweep(sessions)
    clock.now += 10 * ALONE_SECONDS
    sweeper.sweep(sessions)
    assert clock.forgotten == 0, "somebody is there, who reads"
    sessions.disconnect_session(session.id)
    clock.now += ALONE_SECONDS - 1
    sweeper.sweep(sessions)
    assert clock.forgotten == 0
    clock.now += 1
    sweeper.sweep(sessions)
    sweeper.sweep(sessions)
    assert clock.forgotten == 1
    clock.now += 120
    sweeper.sweep(sessions)
    sweeper.sweep(sessions)
    assert clock.forgotten == 2, "the session itself has gone: what it held is given back"


def test_forgetting_empties_the_caches_and_the_next_visitor_sees_the_same() -> None:
    scene = presets.load("lenet5").scene()
    run = quick_run(scene)
    assert run is not None
    first = run.acts["0"].copy()
    pixels = run.picture.pixels
    assert shared_runner().knows(run.network, scene.weights, pixels) == len(run.network.steps) - 1
    sweeping.forget()
    assert shared_runner().knows(run.network, scene.weights, pixels) == 0
    assert shared_runner()._memo.used == kept.recent().used == remembered.store().used == 0
    assert sweeping._caches()
    assert all(each.cache_info().currsize == 0 for each in sweeping._caches())
    again = quick_run(scene)
    assert again is not None
    np.testing.assert_array_equal(again.acts["0"], first)


def test_the_server_goes_on_where_streamlit_has_changed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Changed:
        _session_mgr = object()

    monkeypatch.setattr(sweeping, "SWEEP_SECONDS", 0)
    monkeypatch.setattr(sweeping.Runtime, "instance", lambda: Changed)
    asyncio.run(asyncio.wait_for(sweeping._sweep_for_ever(), 20))
    assert "could not be swept up" in caplog.text
