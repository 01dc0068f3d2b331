from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.learning.live.snapshots import Snapshot, Snapshots, bytes_of

PARAMS = {"0": {"kernel": np.zeros(25, np.float32)}}  # 100 bytes


def test_bytes_are_those_of_all_arrays() -> None:
    assert bytes_of(PARAMS) == 100
    assert bytes_of({}) == 0


@given(st.integers(1, 60), st.integers(2, 12), st.integers(1, 3))
def test_snapshots_stay_within_their_room_and_keep_the_first_and_the_last(last: int, most: int, every: int) -> None:
    kept = Snapshots(every, 100 * most)
    for epoch in range(last + 1):
        if kept.wants(epoch, last):
            kept.put(Snapshot(epoch, 10 * epoch, PARAMS))
    epochs = [each.epoch for each in kept.all]
    assert epochs[0] == 0
    assert epochs[-1] == last
    assert len(epochs) <= most
    assert all(epoch % every == 0 for epoch in epochs[:-1])


def test_one_of_the_same_epoch_takes_the_place_of_the_other() -> None:
    kept = Snapshots(1, 1_000)
    kept.put(Snapshot(1, 10, PARAMS))
    kept.put(Snapshot(1.5, 15, PARAMS))
    kept.put(Snapshot(1, 11, PARAMS))
    assert [(each.epoch, each.step) for each in kept.all] == [(1, 11), (1.5, 15)]
