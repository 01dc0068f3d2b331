"""What stops a computation between two layers: runs, gradients and what is made of many of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import explorer
from explorer import Cell, Runner, backprop, presets
from explorer.analysis.influence.effective import effective_field
from explorer.analysis.influence.saliency import smoothed
from explorer.errors import BudgetError, CancelledError
from explorer.running import watch
from explorer.running.watch import watched

PRESET = presets.load("lenet5")
NETWORK, PARAMS = PRESET.network, PRESET.weights.params(PRESET.network)
IMAGE = np.full(NETWORK.input_shape, 0.5, np.float32)
ACTS = explorer.run(NETWORK, PARAMS, IMAGE[None])
LAST = Cell(NETWORK.steps[-1].path, 0, 0, 3)
CONV2 = next(step.path for step in NETWORK.steps if step.name == "conv2")

COMPUTATIONS: dict[str, Callable[[], object]] = {
    "run": lambda: explorer.run(NETWORK, PARAMS, IMAGE[None]),
    "Runner": lambda: Runner(0).run(NETWORK, PRESET.weights, IMAGE),
    "gradients": lambda: backprop(NETWORK, PARAMS, ACTS, np.ones_like(ACTS[LAST.path])),
    "smoothed": lambda: smoothed(NETWORK, PARAMS, IMAGE, LAST),
    "effective field": lambda: effective_field(NETWORK, PARAMS, [ACTS], CONV2),
}


def counted(asked: list[int], last: int) -> Callable[[], bool]:
    """Says that nobody wants the result any more when it is asked for the time `last`, and counts."""

    def cancelled() -> bool:
        asked.append(len(asked) + 1)
        return asked[-1] == last

    return cancelled


@pytest.mark.parametrize("name", COMPUTATIONS)
def test_it_is_asked_before_each_layer_and_stops_there(name: str) -> None:
    asked: list[int] = []
    with watched(cancelled=counted(asked, 0)):
        COMPUTATIONS[name]()
    layers = len(asked)
    assert layers >= 4
    for last in (1, layers // 2, layers):
        asked.clear()
        with pytest.raises(CancelledError, match=r"^Stopped before \w+\."), watched(cancelled=counted(asked, last)):
            COMPUTATIONS[name]()
        assert len(asked) == last


@pytest.mark.parametrize("name", COMPUTATIONS)
def test_its_time_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks: Iterator[int] = iter(range(1000))
    monkeypatch.setattr(watch.time, "monotonic", lambda: next(ticks))
    with pytest.raises(BudgetError, match=r"^Time ran out before \w+: a run may take 3 s\."), watched(seconds=3):
        COMPUTATIONS[name]()
    assert next(ticks) == 5, "looked at when it began and before four layers"


def test_gradients_go_down_from_the_last_layer() -> None:
    asked: list[int] = []
    with pytest.raises(CancelledError) as caught, watched(cancelled=counted(asked, 2)):
        COMPUTATIONS["gradients"]()
    assert NETWORK.steps[-2].name in caught.value.problem


def test_a_watch_within_another_adds_to_it_and_ends() -> None:
    outer: list[int] = []
    inner: list[int] = []
    with watched(cancelled=counted(outer, 0)):
        with watched(cancelled=counted(inner, 0)):
            COMPUTATIONS["run"]()
        COMPUTATIONS["run"]()
    assert len(outer) == 2 * len(inner) > 0
    COMPUTATIONS["run"]()
    assert len(outer) == 2 * len(inner)


def test_other_threads_are_not_watched() -> None:
    done = []
    with watched(cancelled=lambda: True):
        thread = threading.Thread(target=lambda: done.append(COMPUTATIONS["run"]()))
        thread.start()
        thread.join()
    assert done
