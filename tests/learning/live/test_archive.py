"""A training with the real core: as files and back, it goes on bit by bit, with its curve and its snapshots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer import Conv2D, Dense, Dropout, Flatten, MaxPool2D, Network, ReLU
from explorer.errors import SettingError, WeightsError
from explorer.learning import Adam, Recipe
from explorer.learning.data import DataSet, Examples
from explorer.learning.live.archive import ABOUT, DATA, Saved
from explorer.learning.live.job import Job
from explorer.learning.live.places import Courtesy
from explorer.running.slots import Slots
from tests.learning import simple

NETWORK = Network(
    (Conv2D(filters=3), ReLU(), MaxPool2D(), Flatten(), Dropout(rate=0.3), Dense(units=3)),
    (6, 6, 1),
)
RECIPE = Recipe(Adam(), learning_rate=0.01, batch_size=5, epochs=4, seed=3)


def data() -> DataSet:
    draw = np.random.default_rng(0)
    parts = [Examples(draw.integers(0, 256, (n, 6, 6, 1), np.uint8), draw.integers(0, 3, n)) for n in (22, 8)]
    return DataSet("Noise", ("a", "b", "c"), *parts, source="drawn", licence="none")


def job(resume: Saved | None = None) -> Job:
    one = resume.data if resume is not None else data()
    return Job(NETWORK, one, RECIPE if resume is None else None, resume=resume, courtesy=Courtesy(Slots(2, 9)))


def finished(one: Job) -> Any:
    one.start()
    assert one.settle(60)
    view = one.view()
    assert view.state == "done", view.trouble
    return view


def same(one: Any, other: Any) -> None:
    assert one.keys() == other.keys()
    for path in one:
        for name, array in one[path].items():
            np.testing.assert_array_equal(array, other[path][name])


@pytest.mark.parametrize("steps", [0, 3, 5, 12])
def test_a_training_that_was_kept_goes_on_bit_by_bit(steps: int) -> None:
    whole, first = finished(job()), job()
    for _ in range(steps):
        first.one_step()
    assert first.settle(60)
    files = first.saved().to_files()
    assert files == first.saved().to_files()
    again = job(Saved.from_files(files))
    again.look()
    seen = again.view()
    assert (seen.step, seen.state) == (steps, "paused" if steps else "ready")
    assert seen.points == first.view().points or not steps
    resumed = finished(again)
    same(resumed.params, whole.params)
    assert resumed.points == whole.points
    assert list(resumed.snapshots) == list(whole.snapshots)
    for one, other in zip(resumed.kept, whole.kept, strict=True):
        same(one.params, other.params)
        assert one.unseen is not None
        assert one.unseen.confusion.tolist() == other.unseen.confusion.tolist()


def test_the_file_of_the_data_stays_the_same() -> None:
    one = job()
    before = one.saved().to_files()[DATA]
    finished(one)
    assert one.saved().to_files()[DATA] == before
    assert Saved.from_files(one.saved().to_files()).data.digest == data().digest


def test_two_jobs_at_once_end_as_each_alone() -> None:
    both = [job(), job()]
    for one in both:
        one.start()
    alone = finished(job())
    for one in both:
        assert one.settle(60)
        same(one.view().params, alone.params)


@pytest.mark.parametrize("name", ["training.json", "checkpoint.npz", "data.npz", "snapshots.npz"])
@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"[]"])
def test_a_damaged_file_is_refused_in_a_sentence(name: str, spoil: Any) -> None:
    files = job().saved().to_files()
    with pytest.raises(WeightsError, match="damaged"):
        Saved.from_files({**files, name: spoil(files[name])})
    del files[name]
    with pytest.raises(WeightsError, match="damaged"):
        Saved.from_files(files)


def test_files_of_another_version_are_refused() -> None:
    files = job().saved().to_files()
    with pytest.raises(WeightsError):
        Saved.from_files({**files, ABOUT: files[ABOUT].replace(b'"version": 1', b'"version": 2')})


def test_only_data_sets_are_kept() -> None:
    one = Job(simple.NETWORK, simple.data(), simple.recipe(), begin=simple.Simple)
    with pytest.raises(SettingError, match="data set"):
        one.saved()
