"""Every block is processed once, errors are raised again, and OpenBLAS gets its number of threads back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import Conv2D, DepthwiseConv2D, presets, run
from explorer.kernels import threads
from explorer.network import Network


@given(count=st.integers(0, 200))
def test_every_part_is_done_once(count: int) -> None:
    done = np.zeros(count, np.int64)

    def work(parts: Iterator[int]) -> None:
        for part in parts:
            done[part] += 1

    threads.run_parallel(range(count), work)
    np.testing.assert_array_equal(done, 1)


def test_parts_run_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "processors", lambda: 2)
    together = threading.Barrier(2, timeout=20)
    threads.run_parallel(range(2), lambda parts: [together.wait() for _ in parts] and None)


@pytest.mark.parametrize("bad", [0, 7, 49])
def test_an_error_comes_back(bad: int) -> None:
    def work(parts: Iterator[int]) -> None:
        for part in parts:
            if part == bad:
                raise ValueError(str(part))

    with pytest.raises(ValueError, match=str(bad)):
        threads.run_parallel(range(50), work)


def test_a_run_within_a_run_does_not_wait_for_itself() -> None:
    """Every thread of the pool is busy with work that hands out work of its own."""
    done: list[int] = []

    def outer(parts: Iterator[int]) -> None:
        for _ in parts:
            threads.run_parallel(range(4), lambda inner: done.extend(inner))

    threads.run_parallel(range(4 * threads.processors()), outer)
    assert sorted(done) == sorted(list(range(4)) * 4 * threads.processors())


def test_numpy_has_its_threads_back_when_all_have_left() -> None:
    thread_count = threads._openblas()
    if thread_count is None:
        return  # numpy brings no OpenBLAS here, and nothing is held
    get, _ = thread_count
    before = get()
    inside = threading.Barrier(2, timeout=20)

    def hold() -> int:
        with threads.single_blas_thread():
            inside.wait()
            return get()

    with ThreadPoolExecutor(2) as pool:
        assert [f.result() for f in [pool.submit(hold), pool.submit(hold)]] == [1, 1]
    assert get() == before
    with pytest.raises(RuntimeError), threads.single_blas_thread():
        raise RuntimeError
    assert get() == before


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(filters=24, kernel_size=(5, 5), padding="same"),
        Conv2D(filters=40, kernel_size=(1, 1), strides=(2, 1)),
        Conv2D(filters=24, kernel_size=(3, 3), groups=4),
        DepthwiseConv2D(kernel_size=(3, 3), depth_multiplier=2, strides=(2, 2)),
    ],
    ids=str,
)
def test_no_output_depends_on_the_number_of_threads(layer: Conv2D, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network((layer,), (150, 160, 12))
    params = presets.load("tinyvgg").weights.params(network)
    x = np.random.default_rng(5).normal(size=(2, *network.input_shape)).astype(np.float32)
    outputs = []
    for count in (1, 2, 5):
        monkeypatch.setattr(threads, "processors", lambda count=count: count)
        threads._pool.cache_clear()
        outputs.append(run(network, params, x)["0"])
    threads._pool.cache_clear()
    for other in outputs[1:]:
        np.testing.assert_array_equal(other, outputs[0])
