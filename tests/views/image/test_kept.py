"""What is kept for a tab: it comes back after a reload, to nobody else, and the page does not wait for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import streamlit as st

from explorer import BatchNormalization, Conv2D, Network, limits, presets
from explorer.errors import UnavailableError
from explorer.scene import ImageChoice, Scene, link
from explorer.scene.walkthrough import Stop, Walkthrough
from explorer.store import Bundle, Store
from explorer.store.place import Place
from explorer.store.sqlite import Sqlite
from explorer.views.components.kept import kept as component
from explorer.views.demo.instance import Instance
from explorer.views.image import kept, photos
from explorer.views.image.photos import Uploads, add_photo
from explorer.views.image.pictures import held
from explorer.views.shared import own_weights
from explorer.views.shared.own_weights import Shelf
from explorer.views.shell.state import Moment, Session, fresh_ids
from explorer.views.sidebar.edits import commit_weights
from explorer.weights import Uploaded
from tests.store.demos import photo
from tests.strategies import random_params

FORGETTING = kept.forgetting


class Clock:
    now = 5000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Server:
    """A server whose visitors are simulated: `tab` is what the sessionStorage of each tab holds."""

    monkeypatch: pytest.MonkeyPatch
    store: Store
    clock: Clock
    tab: dict[str, str] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)
    mounted: list[dict[str, Any]] = field(default_factory=list)
    answer: str | None = None
    writes: int = 0
    away: bool = False

    def session(self, scene: Scene | None = None) -> Session:
        """A new session in this tab: a reload. It opens what the address says."""
        self.state, self.mounted, self.answer = {}, [], None
        self.monkeypatch.setattr(st, "session_state", self.state)
        scene = scene or presets.load("edges").scene()
        if self.address.get("m"):
            scene = link.decode(self.address["m"])
        current = Session(Moment(scene, fresh_ids(len(scene.layers))), scene)
        current.fresh = False
        return current

    def run(self, current: Session, write: bool = True) -> None:
        """One run of the page, with what the browser answers to it."""
        kept.restore(current)
        if write:
            text = link.encode(current.scene)
            if len(text) <= link.MAX_CHARS:
                self.address["m"] = text
        kept.keep(current)
        (data,) = self.mounted
        self.mounted.clear()
        if self.answer is None and (data["wanted"] or self.tab):
            self.answer = self.tab.get("token", "")
        if data["token"]:
            self.tab["token"] = data["token"]

    def upload(self, current: Session, data: bytes) -> None:
        current.commit(replace(current.scene, image=ImageChoice("", add_photo(data))))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    clock = Clock()
    database = Sqlite(tmp_path / "demos.sqlite3")
    made = Server(monkeypatch, Store(database, clock=clock), clock)
    keep = made.store.keep

    def counted(token: str, bundle: Bundle) -> None:
        made.writes += 1
        if made.away:
            raise UnavailableError("The store of demos does not answer: away.", "Try again.")
        keep(token, bundle)

    def mount(ask: str, token: str = "", wanted: bool = False, later: float = 0) -> None:
        made.mounted.append({"ask": ask, "token": token, "wanted": wanted, "later": later})

    pool, held_weights = Uploads(), Shelf()
    monkeypatch.setattr(own_weights, "shelf", lambda: held_weights)
    here = Instance(lambda: Place(made.store, True))
    monkeypatch.setattr(made.store, "keep", counted)
    monkeypatch.setattr(kept, "instance", lambda: here)
    monkeypatch.setattr(kept, "forgetting", lambda: SimpleNamespace(begin_again=lambda: None))
    monkeypatch.setattr(kept, "mount_kept", mount)
    monkeypatch.setattr(kept, "answered", lambda: made.answer)
    monkeypatch.setattr(photos, "uploads", lambda: pool)
    monkeypatch.setattr(kept.time, "monotonic", clock)
    monkeypatch.setattr(st, "query_params", made.address)
    yield made
    database.close()


def restart(server: Server) -> None:
    """Nothing is left in the server's memory."""
    pool, held_weights = Uploads(), Shelf()
    server.monkeypatch.setattr(own_weights, "shelf", lambda: held_weights)
    server.monkeypatch.setattr(photos, "uploads", lambda: pool)


def test_a_reload_brings_the_photo_back_even_from_another_process(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    shown = current.scene
    for _ in range(20):
        restart(server)
        again = server.session()
        assert again.scene == shown
        assert not held(shown.image.digest)
        server.run(again)
        server.run(again)
        assert again.scene == shown
        assert photos.file_of(shown.image.digest) == photo(1)
        server.clock.now += 60


NETWORK = Network((Conv2D(filters=3), BatchNormalization()), (12, 12, 3))


def weights(seed: int = 0) -> Uploaded:
    return Uploaded.of(NETWORK, random_params(NETWORK, seed, np.float32), "model.npz")


def with_weights(current: Session, uploaded: Uploaded) -> Scene:
    """The scene of a visitor who has uploaded weights."""
    current.commit(Scene(NETWORK.layers, NETWORK.input_shape))
    commit_weights(current, uploaded)
    return current.scene


def test_a_reload_brings_uploaded_weights_back_even_from_another_process(server: Server) -> None:
    current = server.session()
    server.run(current)
    shown = with_weights(current, weights())
    server.run(current)
    assert server.writes == 2, "the scene, and the weights on their own"
    for _ in range(5):
        restart(server)
        again = server.session()
        assert again.scene.weights.asked_for == weights().absent
        server.run(again)
        server.run(again)
        assert again.scene == shown
        np.testing.assert_array_equal(
            again.scene.weights.params(NETWORK)["1"]["gamma"], shown.weights.params(NETWORK)["1"]["gamma"]
        )
        server.clock.now += 60


def test_weights_are_written_once_while_the_scene_changes(server: Server) -> None:
    current = server.session()
    server.run(current)
    with_weights(current, weights())
    server.run(current)
    for seed in range(3):
        server.clock.now += 60
        server.upload(current, photo(seed))
        server.run(current)
    assert server.writes == 2 + 3
    server.clock.now += kept.FRESH_SECONDS
    server.run(current)
    assert server.writes == 2 + 3 + 2, "their hour begins again"


def test_nobody_else_gets_uploaded_weights(server: Server) -> None:
    current = server.session()
    server.run(current)
    with_weights(current, weights())
    server.run(current)
    server.tab.clear()
    other = server.session()
    for _ in range(3):
        server.run(other)
    assert other.scene.weights.asked_for == weights().absent


def test_weights_that_are_too_large_are_not_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_WEIGHTS_BYTES", weights().size - 1)
    current = server.session()
    server.run(current)
    with_weights(current, weights())
    server.run(current)
    assert server.writes == 0


def test_nobody_else_gets_it(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    server.tab.clear()
    other = server.session()
    assert other.scene == current.scene
    for _ in range(3):
        server.run(other)
    assert not held(other.scene.image.digest)
    server.answer = "A" * 32  # somebody guesses
    server.run(other)
    assert not held(other.scene.image.digest)
    assert server.tab == {}


def test_it_is_over_after_an_hour(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    server.clock.now += limits.KEPT_SECONDS
    restart(server)
    again = server.session()
    server.run(again)
    server.run(again)
    assert not held(again.scene.image.digest)


def test_the_hour_begins_again_while_the_visitor_is_here(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    for _ in range(6):
        server.run(current)
        server.clock.now += kept.FRESH_SECONDS
    restart(server)
    again = server.session()
    server.run(again)
    server.run(again)
    assert held(again.scene.image.digest)


def test_two_tabs_that_began_as_one_do_not_take_each_others_photo(server: Server) -> None:
    first = server.session()
    server.run(first)
    server.upload(first, photo(1))
    server.run(first)
    one, one_address, one_state = dict(server.tab), dict(server.address), server.state
    second = server.session()  # the copy of the tab
    server.run(second)
    server.run(second)
    server.clock.now += 60
    server.upload(second, photo(2))
    server.run(second)
    assert server.tab != one
    assert one_state["keeper"].token == one["token"]
    restart(server)
    server.tab = one
    server.address.update(one_address)
    again = server.session()
    server.run(again)
    server.run(again)
    assert photos.file_of(first.scene.image.digest) == photo(1)


def test_nothing_is_written_for_who_has_no_photo_and_once_for_who_has_one(server: Server) -> None:
    current = server.session()
    for sample in ("cat", "coffee", "dahlia"):
        current.commit(replace(current.scene, image=ImageChoice(sample)))
        server.run(current)
    assert server.writes == 0
    server.upload(current, photo(1))
    for sample in ("cat", "coffee", "dahlia", "cat"):
        server.run(current)
        current.commit(replace(current.scene, image=ImageChoice(sample)))
        server.clock.now += 10
    assert server.writes == 1


def test_writes_are_seconds_apart_and_none_is_forgotten(server: Server) -> None:
    current = server.session()
    server.run(current)
    later = []
    for seed in range(4):
        server.upload(current, photo(seed))
        kept.restore(current)
        kept.keep(current)
        later.append(server.mounted.pop()["later"])
    assert server.writes == 1
    assert later == [0, *[kept.LEAST_SECONDS] * 3]
    server.clock.now += kept.LEAST_SECONDS
    server.run(current)
    assert server.writes == 2
    assert len(server.store.kept(server.tab["token"]).files) == 4  # type: ignore[union-attr]


def test_a_scene_that_fits_into_no_link_comes_back(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.monkeypatch.setattr(link, "MAX_CHARS", len(server.address["m"]))
    names = tuple((str(index), f"longer_name_{index}") for index in range(len(current.scene.layers)))
    current.commit(replace(current.scene, names=names))
    server.run(current)
    assert server.writes == 1
    server.clock.now += 10
    changed = replace(current.scene, image=ImageChoice("coffee"))
    current.commit(changed)
    server.run(current)
    assert server.writes == 2
    again = server.session()
    assert again.scene != changed
    server.run(again)
    server.run(again)
    assert again.scene == changed


def test_another_address_in_the_same_tab_wins(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    other = presets.load("lenet5").scene()
    server.address["m"] = link.encode(other)
    again = server.session()
    server.run(again)
    server.run(again)
    assert again.scene == other
    assert held(current.scene.image.digest)  # and the photo is there to be chosen


def test_a_store_that_is_away_costs_nothing_but_the_photo_after_a_reload(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.away = True
    server.upload(current, photo(1))
    for _ in range(5):
        server.run(current)
    assert server.writes == 1
    assert not kept.keeps()
    assert server.tab == {}
    assert held(current.scene.image.digest)
    server.away = False
    server.clock.now += kept.AWAY_SECONDS
    server.run(current)
    assert kept.keeps()
    assert server.store.kept(server.tab["token"]) is not None


def test_a_store_that_is_away_when_something_is_to_come_back(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    restart(server)
    again = server.session()

    def away(token: str) -> Bundle | None:
        raise UnavailableError("The store of demos does not answer: away.", "Try again.")

    server.monkeypatch.setattr(server.store, "kept", away)
    server.run(again)
    server.run(again)
    asked: list[str] = []
    server.monkeypatch.setattr(server.store, "kept", asked.append)
    server.answer = "B" * 32
    server.run(again)
    assert asked == []  # it is left alone for a while
    assert not held(again.scene.image.digest)
    assert again.notice == ""


def test_a_photo_that_the_servers_memory_lost_comes_from_the_store(server: Server) -> None:
    current = server.session()
    server.run(current)
    server.upload(current, photo(1))
    server.run(current)
    restart(server)
    assert not held(current.scene.image.digest)
    server.run(current)
    assert held(current.scene.image.digest)


def test_of_many_photos_the_one_on_the_screen_comes_first(server: Server) -> None:
    server.session()
    files = {str(number): bytes(6_000_000) for number in range(4)}
    scene = Scene(image=ImageChoice("", "3"))
    bundle = kept.to_keep(scene, files)
    assert list(bundle.files) == ["3", "0"]


def test_the_page_waits_no_longer_than_it_should() -> None:
    gate = threading.Event()
    begun = time.perf_counter()
    with pytest.raises(UnavailableError, match="does not answer in time"):
        kept.promptly(gate.wait, 0.05)
    assert time.perf_counter() - begun < 2
    gate.set()
    assert kept.promptly(lambda: 7) == 7


def test_the_server_forgets_what_its_store_kept(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.store.keep("token", kept.Bundle(Walkthrough((Stop(Scene()),))))
    server.clock.now += limits.KEPT_SECONDS
    swept: list[int] = []
    monkeypatch.setattr(server.store, "sweep", lambda: swept.append(1))
    FORGETTING.cache_clear()
    FORGETTING()._forget()
    FORGETTING.cache_clear()
    assert swept[-1:] == [1]


def test_an_idle_server_forgets_too() -> None:
    swept = threading.Event()
    times = []

    def sweep() -> None:
        times.append(time.perf_counter())
        swept.set()

    forgetting = kept.Forgetting(sweep, 0.2)
    forgetting.begin_again()
    time.sleep(0.1)
    begun = time.perf_counter()
    forgetting.begin_again()
    assert swept.wait(5)
    assert len(times) == 1
    assert times[0] - begun >= 0.19


@pytest.mark.parametrize(
    "said", [7, ["A" * 32], "", "none", "short", "x" * 200, "A" * 31 + "/", "'; DROP TABLE kept; --"]
)
def test_an_answer_that_is_no_token_is_none(said: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "message", lambda *_: said)
    assert component.answered() == ""
    monkeypatch.setattr(component, "message", lambda *_: None)
    assert component.answered() is None
    monkeypatch.setattr(component, "message", lambda *_: kept.Keeper().token)
    assert component.answered()
