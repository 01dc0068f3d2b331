"""Every block is processed once, errors are raised again, and OpenBLAS gets its number of threads back."""

from __future__ import annotations

import os
import sys
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


@pytest.fixture
def lowered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a host: threads behind others have a lower priority, where there is such a thing."""
    monkeypatch.setattr(threads, "NICENESS", 7)
    threads._pool_behind.cache_clear()
    yield
    threads._pool_behind.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere threads have no priority of their own")
def test_work_behind_others_is_done_by_threads_of_a_lower_priority(lowered: None) -> None:
    found: list[tuple[int, int]] = []

    def work(parts: Iterator[int]) -> None:
        found.extend((part, os.getpriority(os.PRIO_PROCESS, threading.get_native_id())) for part in parts)

    usual = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    with threads.behind_others():
        threads.run_parallel(range(40), work)
    assert sorted(found) == [(part, 7) for part in range(40)]
    found.clear()
    threads.run_parallel(range(40), work)
    assert sorted(found) == [(part, usual) for part in range(40)]


def test_an_error_behind_others_comes_back(lowered: None) -> None:
    def work(parts: Iterator[int]) -> None:
        for part in parts:
            if part == 7:
                raise ValueError(str(part))

    with pytest.raises(ValueError, match="7"), threads.behind_others():
        threads.run_parallel(range(50), work)


def test_no_output_depends_on_the_priority(lowered: None) -> None:
    network = Network((Conv2D(filters=24, kernel_size=(5, 5)), DepthwiseConv2D(kernel_size=(3, 3))), (150, 160, 12))
    params = presets.load("tinyvgg").weights.params(network)
    x = np.random.default_rng(5).normal(size=(1, *network.input_shape)).astype(np.float32)
    usual = run(network, params, x)
    with threads.behind_others():
        behind = run(network, params, x)
    for path, acts in usual.items():
        np.testing.assert_array_equal(behind[path], acts)


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
