"""Visitors who are gone: their trainings pause, are kept, hold no memory, and go on bit by bit when they are back."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.errors import UnavailableError
from explorer.learning.live.job import Job
from explorer.learning.live.places import Courtesy
from explorer.running.slots import Slots
from explorer.scene import Scene
from explorer.store import Bundle, Store
from explorer.store.sqlite import Sqlite
from explorer.views.shared.parking import FREE_SECONDS, GIVE_UP_SECONDS, Parcel, Parking, bundle_of, parcel_of
from tests.learning.live.test_archive import NETWORK, RECIPE, data, finished, same

SCENE = Scene(NETWORK.layers, NETWORK.input_shape)
SLOTS = Courtesy(Slots(2, 9))


def new_job() -> Job:
    return Job(NETWORK, data(), RECIPE, courtesy=SLOTS)


@dataclass(eq=False)
class Desk:
    job: Job | None = None

    def kept(self) -> tuple[Scene, Mapping[str, Any]]:
        return SCENE, {"names": {"2": "good"}}

    def unload(self) -> None:
        self.job = None

    def load(self, parcel: Parcel) -> None:
        assert parcel.more == {"names": {"2": "good"}}
        self.job = parcel.job(courtesy=SLOTS)


@dataclass
class World:
    """A server whose clock and connections are the test's."""

    now: float = 100.0
    active: set[str] = field(default_factory=lambda: {"a session"})
    kept: dict[str, Bundle] = field(default_factory=dict)
    down: bool = False

    def write(self, token: str, bundle: Bundle) -> None:
        if self.down:
            raise UnavailableError("The store does not answer.", "Wait.")
        self.kept[token] = bundle

    def parking(self) -> Parking:
        return Parking(self.write, self.kept.get, lambda: self.active, lambda: self.now)


def begun(world: World, steps: int = 7) -> tuple[Parking, Desk]:
    parking, desk = world.parking(), Desk(new_job())
    assert desk.job is not None
    for _ in range(steps):
        desk.job.one_step()
    assert desk.job.settle(60)
    parking.enter("a session", "the token", desk)
    parking.look()
    return parking, desk


def whole() -> Any:
    return finished(new_job())


def test_who_is_here_trains_on() -> None:
    world = World()
    parking, desk = begun(world)
    world.now += 10_000
    parking.look()
    assert desk.job is not None
    assert not world.kept
    same(finished(desk.job).params, whole().params)


def test_a_lost_connection_keeps_frees_and_brings_back_the_training_bit_by_bit() -> None:
    world = World()
    parking, desk = begun(world)
    assert desk.job is not None
    job = weakref.ref(desk.job)
    world.active.clear()
    parking.look()
    assert list(world.kept) == ["the token training"]
    assert desk.job.view().state == "paused"
    world.now += FREE_SECONDS - 1
    parking.look()
    assert desk.job is not None
    world.now += 1
    parking.look()
    assert desk.job is None
    gc.collect()
    assert job() is None
    world.active.add("a session")
    parking.look()
    assert desk.job is not None
    assert desk.job.view().step == 7
    again = finished(desk.job)
    same(again.params, whole().params)
    assert again.points == whole().points


def test_a_short_loss_of_the_connection_costs_nothing() -> None:
    world = World()
    parking, desk = begun(world)
    before = desk.job
    world.active.clear()
    parking.look()
    world.now += 5
    world.active.add("a session")
    parking.look()
    assert desk.job is before
    world.now += 100
    parking.look()
    assert desk.job is before


def test_a_training_that_ran_goes_on_by_itself() -> None:
    world = World()
    parking, desk = begun(world)
    assert desk.job is not None
    desk.job.start()
    world.active.clear()
    parking.look()
    running = world.kept["the token training"].rest["training"]["running"]
    world.active.add("a session")
    parking.look()
    assert desk.job.settle(60)
    assert desk.job.view().state == ("done" if running else desk.job.view().state)


def test_a_reload_claims_the_training_before_anybody_looked() -> None:
    world = World()
    parking, desk = begun(world)
    world.active = {"a new session"}
    parcel = parking.claim("the token")
    assert parcel is not None
    assert desk.job is None
    assert list(world.kept) == ["the token training"]  # in case they leave before they have it
    same(finished(parcel.job(courtesy=SLOTS)).params, whole().params)


def test_a_copied_tab_gets_a_copy() -> None:
    parking, desk = begun(World())
    parcel = parking.claim("the token")
    assert parcel is not None
    assert not parcel.running
    assert desk.job is not None
    assert parking.claim("another token") is None


def test_one_that_cannot_be_kept_is_let_go_in_time() -> None:
    world = World(down=True)
    parking, desk = begun(world)
    world.active.clear()
    parking.look()
    world.now += FREE_SECONDS
    parking.look()
    assert desk.job is not None
    world.down = False
    parking.look()
    assert desk.job is None  # it was kept after all
    world = World(down=True)
    parking, desk = begun(world)
    world.active.clear()
    parking.look()
    world.now += GIVE_UP_SECONDS
    parking.look()
    assert desk.job is None


def test_desks_that_are_gone_are_forgotten() -> None:
    parking, desk = begun(World())
    del desk
    gc.collect()
    parking.look()
    assert not parking._entries


def test_the_store_keeps_a_parcel_for_an_hour(tmp_path: Path) -> None:
    now = [1_000.0]
    store = Store(Sqlite(tmp_path / "demos.sqlite3"), clock=lambda: now[0])
    one = new_job()
    one.one_epoch()
    assert one.settle(60)
    parcel = Parcel(one.saved(), SCENE, True, 12.0, {"a": 1})
    store.keep("a token", bundle_of(parcel))
    now[0] += 3_500
    found = store.kept("a token")
    assert found is not None
    again = parcel_of(found)
    assert (again.running, again.used, again.more, again.scene) == (True, 12.0, {"a": 1}, SCENE)
    job = again.job(courtesy=SLOTS)
    assert job.settle(60)
    same(job.view().params, whole().params)
    now[0] += 200
    assert store.kept("a token") is None


def test_the_seconds_of_a_visitor_go_on_counting() -> None:
    one = new_job()
    one.one_step()
    assert one.settle(60)
    job = Parcel(one.saved(), SCENE, used=10**9).job(courtesy=SLOTS)
    job.start()
    assert job.settle(60)
    assert job.view().step == 1
    assert job.view().trouble.startswith("This server trains for")
    np.testing.assert_array_equal(job.view().params["0"]["kernel"], one.view().params["0"]["kernel"])


@pytest.mark.parametrize("about", [{}, {"training": {"used": "x", "running": "yes", "more": []}}, {"training": 3}])
def test_what_is_odd_in_a_parcel_is_left_out(about: dict[str, Any]) -> None:
    one = new_job()
    bundle = bundle_of(Parcel(one.saved(), SCENE, True, 5.0, {"a": 1}))
    found = parcel_of(Bundle(bundle.walk, bundle.files, rest=about))
    assert (found.running, found.used, found.more) == (False, 0.0, {})
