"""The generated sets: what defines each class is read from the pixels alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import explorer
from explorer.errors import SettingError
from explorer.layers.base import Array
from explorer.learning import fit
from explorer.learning.data import GENERATED, DataSet, generated
from explorer.learning.data.drawn import LEAST_SIDE, swapped

DIGESTS = json.loads((Path(__file__).parents[2] / "fixtures" / "learning" / "data.json").read_text())
SEEDS = st.integers(0, 2**32)
SIDES = st.integers(LEAST_SIDE, 40)
BRIGHT = 128


def bright(data: DataSet) -> list[tuple[Array, int, int, int]]:
    """Of every picture where it is bright, its class, its part (0 to learn from) and its number."""
    return [
        (picture[..., 0] >= BRIGHT, int(number), part, index)
        for part, examples in enumerate((data.training, data.validation))
        for index, (picture, number) in enumerate(zip(examples.x, examples.y, strict=True))
    ]


def box(plane: Array) -> tuple[slice, slice]:
    rows, cols = (np.flatnonzero(plane.any(axis=axis)) for axis in (1, 0))
    return slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1)


@pytest.mark.parametrize("name", GENERATED)
def test_a_seed_means_the_same_pictures_for_ever(name: str) -> None:
    assert generated(name).digest == DIGESTS[name]
    assert generated(name, seed=7, rows=16, cols=20).digest == DIGESTS[f"{name} 7 16x20"]


@pytest.mark.parametrize("name", GENERATED)
def test_sets_are_balanced_and_parts_have_nothing_in_common(name: str) -> None:
    data = generated(name, seed=3)
    for examples in (data.training, data.validation):
        counts = np.bincount(examples.y, minlength=len(data.classes))
        assert counts.max() == counts.min()
        assert (examples.x.dtype, examples.x.shape[1:]) == (np.uint8, (28, 28, 1))
    seen = {picture.tobytes() for picture in data.training.x}
    assert len(seen) == len(data.training)
    assert not seen & {picture.tobytes() for picture in data.validation.x}
    assert data.digest != generated(name, seed=4).digest
    assert 200 <= len(data.training) <= 2000


@settings(max_examples=3, deadline=None)
@given(SEEDS, SIDES, SIDES)
def test_bars_lie_stand_or_cross(seed: int, rows: int, cols: int) -> None:
    for plane, number, _, _ in bright(generated("bars", seed, rows, cols)):
        part = plane[box(plane)]
        height, width = part.shape
        if number == 0:
            assert height == 2 < width
        elif number == 1:
            assert width == 2 < height
        else:
            assert height == width > 2
            middle = slice(height // 2 - 1, height // 2 + 1)
            wanted = np.zeros_like(part)
            wanted[middle] = wanted[:, middle] = True
            np.testing.assert_array_equal(part, wanted)
        assert part.all() or number == 2


@settings(max_examples=5, deadline=None)
@given(SEEDS, SIDES, SIDES)
def test_a_dot_lies_in_its_quarter(seed: int, rows: int, cols: int) -> None:
    for plane, number, _, _ in bright(generated("dot", seed, rows, cols)):
        down, right = box(plane)
        assert plane.sum() == 9 == plane[down, right].size
        assert down.stop <= rows // 2 if number < 2 else down.start >= rows - rows // 2
        assert right.stop <= cols // 2 if number % 2 == 0 else right.start >= cols - cols // 2
        for place, side in ((down, rows), (right, cols)):
            assert side // 4 <= place.start
            assert place.stop <= side - side // 4


@settings(max_examples=4, deadline=None)
@given(SEEDS, SIDES, SIDES)
def test_textures_go_with_shapes_only_where_they_should(seed: int, rows: int, cols: int) -> None:
    data = generated("texture", seed, rows, cols)
    for part, examples in enumerate((data.training, data.validation)):
        plane = np.pad(examples.x[..., 0] >= BRIGHT, ((0, 0), (0, 0), (1, 0))).astype(int)
        pieces = (np.diff(plane, axis=2) == 1).sum(axis=2).max(axis=1)  # bright pieces of the line that has most
        changed = (part == 1) & (np.arange(len(examples)) % 4 >= 2)
        np.testing.assert_array_equal(pieces == 1, (examples.y == 0) ^ changed)
    assert not swapped(8, 0).any()
    for number in (0, 1):
        assert swapped(len(data.validation), 1)[data.validation.y == number].mean() == 0.5


def test_shapes_are_told_by_their_outline_not_by_their_area() -> None:
    """Of a striped square all bright lines are equally long; of a striped disc they are not. Both are equally bright."""
    areas: dict[int, list[int]] = {0: [], 1: []}
    for plane, number, part, index in bright(generated("texture", seed=1, rows=40, cols=40)):
        areas[number].append(int(plane.sum()))
        if part == 1 and (number == 1) == (index % 4 >= 2) and (number == 0) == (index % 4 < 2):
            lengths = {int(row.sum()) for row in plane if row.any()}
            assert (len(lengths) == 1) == (number == 1)
    assert abs(np.mean(areas[0]) / np.mean(areas[1]) - 1) < 0.1


def test_noise_is_even_and_says_nothing_of_the_class() -> None:
    data = generated("noise", seed=5)
    x, y = data.training.x[..., 0].astype(float), data.training.y
    observed = np.bincount(data.training.x.ravel(), minlength=256)
    assert stats.chisquare(observed).pvalue > 1e-4
    difference = x[y == 0].mean(0) - x[y == 1].mean(0)
    spread = 256 / np.sqrt(12) * np.sqrt(2 / 100)
    assert stats.kstest((difference / spread).ravel(), "norm").pvalue > 1e-4


@pytest.mark.parametrize(
    "arguments",
    [("cats",), ("bars", -1), ("bars", 0, 15), ("bars", 0, 28, 129), ("bars", 0, 2.5), (None,), ("bars", True)],
)
def test_what_cannot_be_drawn_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(SettingError, match="Use"):
        generated(*arguments)  # type: ignore[arg-type]


def test_every_set_says_its_idea_in_one_sentence() -> None:
    for each in GENERATED.values():
        assert each.about.endswith(".")
        assert ". " not in each.about


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "end", "learned", "measured"),
    [
        ("bars", "gap", (0.9, 1), (0.9, 1)),
        ("dot", "gap", (0.15, 0.45), (0.15, 0.45)),  # no better than chance, a quarter
        ("dot", "maxpool 2; flatten", (0.95, 1), (0.95, 1)),
        ("texture", "gap", (0.95, 1), (0.4, 0.6)),
        ("noise", "maxpool 2; flatten", (0.7, 1), (0.35, 0.65)),
    ],
)
def test_each_set_shows_its_idea(
    name: str, end: str, learned: tuple[float, float], measured: tuple[float, float]
) -> None:
    data = generated(name)
    text = f"input 28x28x1; conv 8 3x3; relu; maxpool 2; conv 8 3x3; relu; {end}; dense {len(data.classes)}; softmax"
    fitting = fit(explorer.from_text(text), data, explorer.Recipe(epochs=15, learning_rate=0.005))
    for _ in fitting:
        pass
    for examples, (low, high) in ((data.training, learned), (data.validation, measured)):
        assert low <= fitting.measure(examples).accuracy <= high
