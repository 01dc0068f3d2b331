from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import explorer
from explorer import (
    KINDS,
    AveragePool2D,
    Budget,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Network,
    ReLU,
    Rescaling,
    Runner,
    presets,
)
from explorer.errors import BudgetError, CancelledError, WeightsError
from explorer.layers.base import Array
from explorer.weights import FromBank, Seeded, Weights
from tests.strategies import networks

STACK = (Conv2D(filters=4), ReLU(), MaxPool2D(), Conv2D(filters=3), Flatten(), Dense(units=5))
SHAPE = (16, 16, 3)
NETWORK = Network(STACK, SHAPE)


def image(seed: int = 0, shape: tuple[int, ...] = SHAPE, dtype: Any = np.float32) -> Array:
    return np.random.default_rng(seed).random(shape).astype(dtype)


def wanted(network: Network, weights: Weights, x: Array) -> dict[str, Array]:
    return explorer.run(network, weights.params(network), x[None])


def assert_same(acts: dict[str, Array], others: dict[str, Array]) -> None:
    assert list(acts) == list(others)
    for path, act in acts.items():
        np.testing.assert_array_equal(act, others[path], err_msg=path)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds whose forward was called, in order."""
    calls: list[str] = []

    def counted(name: str, forward: Callable[..., Array]) -> Callable[..., Array]:
        return lambda self, x, params: (calls.append(name), forward(self, x, params))[1]

    for kind in KINDS:
        monkeypatch.setattr(kind, "forward", counted(kind.kind, kind.forward))
    return calls


# -- run ------------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(network=networks())
def test_runner_equals_run(network: Network) -> None:
    x, weights = image(1, network.input_shape), Weights(Seeded(seed=3))
    acts = Runner().run(network, weights, x)
    assert_same(acts, wanted(network, weights, x))
    assert list(acts) == [step.path for step in network.steps]
    for step in network.steps:
        assert acts[step.path].shape == (1, *step.output_shape)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_follows_the_image(dtype: type) -> None:
    x = image(dtype=dtype)
    for acts in (Runner().run(NETWORK, Weights(), x), wanted(NETWORK, Weights(), x)):
        assert {act.dtype for act in acts.values()} == {np.dtype(dtype)}


def test_float32_and_float64_runs_do_not_share_memories(computed: list[str]) -> None:
    runner = Runner()
    single = runner.run(NETWORK, Weights(), image())
    double = runner.run(NETWORK, Weights(), image().astype(np.float64))
    assert len(computed) == 2 * len(STACK)
    for path, act in single.items():
        np.testing.assert_allclose(act, double[path], rtol=0, atol=1e-5)
        assert double[path].dtype == np.float64


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.bool_, np.float16])
def test_other_numbers_become_float32(dtype: type) -> None:
    acts = Runner().run(NETWORK, Weights(), np.ones(SHAPE, dtype))
    assert {act.dtype for act in acts.values()} == {np.dtype(np.float32)}
    assert_same(acts, wanted(NETWORK, Weights(), np.ones(SHAPE, np.float32)))


def test_activations_are_read_only() -> None:
    runner = Runner()
    runs = [runner.run(NETWORK, Weights(), image()) for _ in range(2)] + [wanted(NETWORK, Weights(), image())]
    for acts in runs:
        for act in acts.values():
            with pytest.raises(ValueError, match="read-only"):
                act[...] = 0


def test_what_is_remembered_does_not_change_with_the_callers_image() -> None:
    runner, network, x = Runner(), Network((Flatten(), Rescaling(scale=2)), SHAPE), image()
    before = wanted(network, Weights(), x.copy())
    runner.run(network, Weights(), x)
    original = x.copy()
    x[...] = 0
    assert x.flags.writeable, "the caller's array stays the caller's"
    assert_same(runner.run(network, Weights(), original), before)


def test_wrong_shapes_are_refused_in_words() -> None:
    with pytest.raises(WeightsError) as caught:
        Runner().run(NETWORK, Weights(), image(shape=(16, 15, 3)))
    assert caught.value.problem == "The image has shape (16, 15, 3); the network takes (16, 16, 3)."
    params = {path: dict(own) for path, own in Weights().params(NETWORK).items()}
    params["3"]["kernel"] = params["3"]["kernel"][:2]
    with pytest.raises(WeightsError) as caught:
        explorer.run(NETWORK, params, image()[None])
    assert caught.value.problem == "The kernel of conv2 is (2, 3, 4, 3); it must be (3, 3, 4, 3)."
    del params["3"]
    with pytest.raises(WeightsError, match="There are no parameters for conv2"):
        explorer.run(NETWORK, params, image()[None])


# -- memo -----------------------------------------------------------------------------------------------------------------


def test_a_second_run_computes_nothing(computed: list[str]) -> None:
    runner = Runner()
    first = runner.run(NETWORK, Weights(), image())
    assert computed == [layer.kind for layer in STACK]
    computed.clear()
    assert_same(runner.run(NETWORK, Weights(), image()), first)
    assert computed == []


@pytest.mark.parametrize("edited", range(len(STACK)))
def test_an_edit_recomputes_from_its_layer_on(computed: list[str], edited: int) -> None:
    runner = Runner()
    runner.run(NETWORK, Weights(), image())
    computed.clear()
    stack = (*STACK[:edited], Rescaling(scale=0.5), *STACK[edited:])
    network = Network(stack, SHAPE)
    assert runner.knows(network, Weights(), image()) == edited
    acts = runner.run(network, Weights(), image())
    assert computed == [layer.kind for layer in stack[edited:]]
    assert runner.knows(network, Weights(), image()) == len(stack)
    assert_same(acts, wanted(network, Weights(), image()))


def test_edited_weights_recompute_from_their_layer_on(computed: list[str]) -> None:
    runner, edited = Runner(), Weights().with_override("3", FromBank(("box_blur",) * 3))
    runner.run(NETWORK, Weights(), image())
    computed.clear()
    acts = runner.run(NETWORK, edited, image())
    assert computed == [layer.kind for layer in STACK[3:]]
    assert_same(acts, wanted(NETWORK, edited, image()))


@pytest.mark.parametrize("weights", [Weights(Seeded(seed=1)), Weights(Seeded("glorot_uniform"))])
def test_other_weights_are_computed_anew(computed: list[str], weights: Weights) -> None:
    runner = Runner()
    runner.run(NETWORK, Weights(), image())
    computed.clear()
    assert_same(runner.run(NETWORK, weights, image()), wanted(NETWORK, weights, image()))
    assert runner.knows(NETWORK, weights, image()) == len(STACK)


def test_one_value_of_a_large_image_makes_another_result() -> None:
    # Regression: st.cache_data hashes arrays of 500,000 elements or more from a sample and returned stale results.
    runner, network, rng = Runner(), Network((ReLU(),), (500, 400, 3)), np.random.default_rng(0)
    x = image(shape=network.input_shape)
    assert x.size == 600_000
    runner.run(network, Weights(), x)
    for _ in range(10):
        place = tuple(rng.integers(network.input_shape))
        changed = x.copy()
        changed[place] += 1
        assert runner.knows(network, Weights(), changed) == 0
        assert runner.run(network, Weights(), changed)["0"][(0, *place)] == changed[place]


def test_max_pooling_is_not_taken_for_average_pooling() -> None:
    # Regression: dataclasses hashed by fields without class names returned the one's maps for the other.
    runner, x = Runner(), image()
    networks = [Network((kind(pool_size=3, strides=1),), SHAPE) for kind in (MaxPool2D, AveragePool2D)]
    biggest, mean = (runner.run(network, Weights(), x)["0"] for network in networks)
    assert (biggest > mean).all()


def test_equal_bytes_in_another_shape_are_another_image() -> None:
    runner, x = Runner(), image(shape=(4, 6, 1))
    for shape in [(4, 6, 1), (6, 4, 1), (2, 12, 1)]:
        assert runner.run(Network((ReLU(),), shape), Weights(), x.reshape(shape))["0"].shape == (1, *shape)


def held(runner: Runner) -> int:
    return sum(array.nbytes for array in runner._memo)


def test_the_memo_is_bounded_in_bytes() -> None:
    one = sum(act.nbytes for path, act in wanted(NETWORK, Weights(), image()).items() if path)
    runner = Runner(memo_bytes=int(2.5 * one))
    for seed in range(6):
        assert_same(runner.run(NETWORK, Weights(), image(seed)), wanted(NETWORK, Weights(), image(seed)))
        assert held(runner) <= runner.memo_bytes
    cached_steps = [runner.knows(NETWORK, Weights(), image(seed)) for seed in range(6)]
    assert cached_steps[-2:] == [len(STACK)] * 2
    assert cached_steps[:3] == [0] * 3


def test_what_was_used_last_goes_last() -> None:
    one = sum(act.nbytes for path, act in wanted(NETWORK, Weights(), image()).items() if path)
    runner = Runner(memo_bytes=int(2.5 * one))
    for seed in (0, 1, 0, 2):
        runner.run(NETWORK, Weights(), image(seed))
    assert runner.knows(NETWORK, Weights(), image(0)) == len(STACK)
    assert runner.missing(NETWORK, Weights(), image(1))[0].path == "0"


def test_a_memo_too_small_for_anything_still_runs() -> None:
    runner = Runner(memo_bytes=10)
    assert_same(runner.run(NETWORK, Weights(), image()), wanted(NETWORK, Weights(), image()))
    assert held(runner) <= 10


def test_remembered_arrays_do_not_hold_larger_ones() -> None:
    runner = Runner()
    runner.run(NETWORK, Weights(), image())
    assert all(array.base is None for array in runner._memo)


# -- budget, progress, cancel -------------------------------------------------------------------------------------------------

HUGE = Network((Conv2D(filters=4096, padding="same"), Conv2D(filters=4096, padding="same")), (4096, 4096, 3))
BLANK = np.broadcast_to(np.float32(0), HUGE.input_shape)


@pytest.mark.parametrize(
    ("budget", "problem"),
    [
        (Budget(bytes=512 << 20), "The maps of this network would take 549,957 MB; the limit is 537 MB."),
        (
            Budget(macs=20 * 10**9),
            "One run would take 2,535,130.2 billion multiply-adds; the limit is 20 billion.",
        ),
    ],
)
def test_huge_networks_are_refused_before_anything_is_allocated(
    computed: list[str], budget: Budget, problem: str
) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(BudgetError) as caught:
            Runner().run(HUGE, Weights(), BLANK, budget)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.problem == problem
    assert caught.value.remedy.startswith("Use a smaller image, fewer filters, ")
    assert peak < 1_000_000
    assert computed == []


def test_a_budget_is_kept_to_the_byte_and_the_multiply_add() -> None:
    need = 4 * NETWORK.activation_count
    assert need == sum(act.nbytes for act in wanted(NETWORK, Weights(), image()).values())
    Runner().run(NETWORK, Weights(), image(), Budget(bytes=need, macs=NETWORK.macs))
    for tight in (Budget(bytes=need - 1), Budget(macs=NETWORK.macs - 1)):
        with pytest.raises(BudgetError):
            Runner().run(NETWORK, Weights(), image(), tight)
    with pytest.raises(BudgetError):
        Runner().run(NETWORK, Weights(), image(dtype=np.float64), Budget(bytes=need))


def test_images_of_whole_numbers_are_budgeted_as_the_float32_that_they_become() -> None:
    with pytest.raises(BudgetError):
        Runner().run(NETWORK, Weights(), np.ones(SHAPE, np.int16), Budget(bytes=4 * NETWORK.activation_count - 1))


def test_the_time_is_checked_between_layers(monkeypatch: pytest.MonkeyPatch, computed: list[str]) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("explorer.running.watch.time.monotonic", lambda: next(clock))
    with pytest.raises(BudgetError) as caught:
        Runner().run(NETWORK, Weights(), image(), Budget(seconds=2.5))
    assert caught.value.problem == "Time ran out before pool1: a run may take 2.5 s."
    assert computed == ["conv2d", "relu"]


def test_a_cancelled_run_stops_between_layers_and_keeps_what_it_has(computed: list[str]) -> None:
    runner = Runner()
    with pytest.raises(CancelledError) as caught:
        runner.run(NETWORK, Weights(), image(), cancelled=lambda: len(computed) == 3)
    assert caught.value.problem == "Stopped before conv2."
    assert computed == ["conv2d", "relu", "max_pool2d"]
    assert runner.knows(NETWORK, Weights(), image()) == 3
    runner.run(NETWORK, Weights(), image())
    assert computed == [layer.kind for layer in STACK]


def test_progress_is_told_before_each_layer_that_is_computed() -> None:
    runner, told = Runner(), []
    runner.run(NETWORK, Weights(), image(), progress=lambda *step: told.append(step))
    names = [step.name for step in NETWORK.steps[1:]]
    assert told == [(done, 6, name) for done, name in enumerate(names)]
    told.clear()
    runner.run(Network((*STACK, ReLU()), SHAPE), Weights(), image(), progress=lambda *step: told.append(step))
    assert told == [(6, 7, "relu3")]


# -- threads -----------------------------------------------------------------------------------------------------------


def test_threads_share_one_runner() -> None:
    cases = [(Network(STACK[:n], SHAPE), Weights(Seeded(seed=n % 2)), image(n % 3)) for n in range(1, 7)]
    expected = [wanted(*case) for case in cases]
    runner = Runner(memo_bytes=60_000)  # too small for all of them: entries come and go while others run
    failures: list[BaseException] = []

    def visit(offset: int) -> None:
        try:
            for turn in range(30):
                which = (turn * 5 + offset) % len(cases)
                assert_same(runner.run(*cases[which]), expected[which])
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert held(runner) == runner._memo.used <= runner.memo_bytes


def test_the_presets_run() -> None:
    for preset in map(presets.load, presets.NAMES):
        if preset.network.param_count > 10_000_000:
            continue  # the ImageNet classifiers would draw hundreds of megabytes of random weights
        x = image(shape=preset.network.input_shape)
        acts = Runner().run(preset.network, preset.weights, x)
        assert all(np.isfinite(act).all() for act in acts.values())
        assert np.ptp(acts[preset.cell.path]) > 0
