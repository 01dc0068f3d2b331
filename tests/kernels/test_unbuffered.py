"""numpy's buffers are small within the context and as before after it, in this thread alone."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from explorer.kernels.unbuffered import LEAST, unbuffered


def test_the_size_comes_back_whatever_happens() -> None:
    before = np.getbufsize()
    with unbuffered():
        assert np.getbufsize() == LEAST
    with pytest.raises(KeyError), unbuffered():
        raise KeyError
    assert np.getbufsize() == before


def test_other_threads_keep_theirs() -> None:
    found: list[int] = []
    with unbuffered():
        thread = threading.Thread(target=lambda: found.append(np.getbufsize()))
        thread.start()
        thread.join()
    assert found == [np.getbufsize()]


def test_sums_are_the_same() -> None:
    x, row = np.random.default_rng(0).normal(size=(7, 2000)).astype(np.float32), np.float32([0.5]).repeat(2000)
    wanted = x[:, ::2] + row[::2]
    with unbuffered():
        np.testing.assert_array_equal(x[:, ::2] + row[::2], wanted)
