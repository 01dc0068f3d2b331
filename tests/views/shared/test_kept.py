"""What a session keeps of a run: promises, not arrays."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from explorer import limits, presets
from explorer.views.explore import runs
from explorer.views.shared import kept
from explorer.views.shared.kept import Kept, KeptActs
from explorer.views.shell.remembered import Store


@pytest.fixture
def recent(monkeypatch: pytest.MonkeyPatch) -> Store:
    store = Store(1000)
    monkeypatch.setattr(kept, "recent", lambda: store)
    return store


@pytest.fixture
def in_script(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """As if this thread ran a visitor's script."""
    used: dict[str, Any] = {}
    monkeypatch.setattr(kept, "_used_by_this_run", lambda: used)
    return used


class Maker:
    """Makes arrays of 600 bytes and counts them."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> np.ndarray:
        self.made += 1
        return np.zeros(600, np.uint8)


def test_it_is_made_when_it_is_asked_for_and_again_when_it_is_gone(recent: Store) -> None:
    make, other = Maker(), Maker()
    value = Kept("a", make)
    assert make.made == 0
    assert value.value is value.value
    assert make.made == 1
    assert Kept("b", other).value.nbytes == 600  # for which the first must go
    assert value.value.nbytes == 600
    assert (make.made, other.made) == (2, 1)


def test_a_promise_holds_no_array(recent: Store) -> None:
    value = Kept("a", Maker())
    alive = weakref.ref(value.value)
    Kept("b", Maker()).value  # noqa: B018
    gc.collect()
    assert alive() is None


def test_a_script_run_holds_what_it_uses_until_it_ends(recent: Store, in_script: dict[str, Any]) -> None:
    make = Maker()
    value = Kept("a", make)
    first = weakref.ref(value.value)
    Kept("b", Maker()).value  # noqa: B018
    assert value.value is first()
    assert make.made == 1
    in_script.clear()
    gc.collect()
    assert first() is None


def test_what_is_too_large_for_the_store_is_made_once_while_somebody_holds_it(recent: Store) -> None:
    make = Maker()
    recent.max_bytes = 10
    value = Kept("a", make)
    held = value.hold()
    assert value.value is held.value
    assert make.made == 1


def test_two_sessions_with_the_same_run_have_the_same_arrays(recent: Store) -> None:
    make = Maker()
    assert Kept("a", make).value is Kept("a", make).value
    assert make.made == 1


def test_kept_activations_are_a_mapping_of_the_same_arrays(recent: Store) -> None:
    acts = {"": np.zeros(3), "0": np.ones(2)}
    promised = KeptActs("a", lambda: acts)
    assert dict(promised) == acts
    assert len(promised) == 2
    assert promised["0"] is acts["0"]


def test_a_run_and_its_scales_hold_no_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit keeps the arguments of fragments as long as the session: they must not be the maps of a network."""
    monkeypatch.setattr(kept, "recent", lambda: Store(0))
    runner = runs.Runner(0)
    monkeypatch.setattr(runs, "shared_runner", lambda: runner)
    preset = presets.load("lenet5")
    scene = preset.scene()
    run = runs.quick_run(scene)
    assert run is not None
    first = run.acts["0"].copy()
    alive = weakref.ref(run.acts["0"])
    run = replace(run, held=None)
    gc.collect()
    assert alive() is None
    np.testing.assert_array_equal(run.acts["0"], first)


def test_work_that_takes_a_slot_is_less_than_work_that_shows_its_progress() -> None:
    assert limits.SLOT_MACS < limits.SLOW_MACS
