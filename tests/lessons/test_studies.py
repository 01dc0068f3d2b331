"""What lessons claim, checked a second way: shifts, textbook mistakes, the ledgers behind their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from explorer.layers import AveragePool2D
from explorer.lessons import load, mistakes
from explorer.lessons.shifting import PRESET_NAMES, SHIFTS, accuracy, measured_accuracies, measured_image_count, moved
from explorer.lessons.shown import Grids
from explorer.lessons.studies.convolution import side_by_side
from explorer.lessons.studies.functions import SLOPES, merged_kernel, unguarded_softmax
from explorer.lessons.tools import activations, plural, sample, short_number, with_commas
from explorer.scene import ImageChoice

IMAGES = Path(__file__).parents[1] / "fixtures" / "fashion_test500.npz"


def numbers(slug: str, **values: Any) -> dict[str, str]:
    lesson = load(slug)
    return dict(lesson.study(lesson.given({**lesson.defaults, **values}, sample, ImageChoice("cat"))).numbers)


def grids(slug: str, name: str, **values: Any) -> list[np.ndarray]:
    lesson = load(slug)
    shown = lesson.study(lesson.given({**lesson.defaults, **values}, sample, ImageChoice("cat"))).figures[name]
    assert isinstance(shown, Grids)
    return [grid.values for grid in shown.grids]


@pytest.mark.parametrize("name", PRESET_NAMES)
def test_the_shipped_accuracies_are_those_of_the_engine(name: str) -> None:
    with np.load(IMAGES, allow_pickle=False) as file:
        images, labels = file["images"].astype(np.float32) / np.float32(255), file["labels"]
    assert measured_image_count() == len(labels)
    assert len(measured_accuracies()[name]) == len(SHIFTS)
    for shift in (0, 3, 6):
        assert measured_accuracies()[name][shift] == pytest.approx(accuracy(name, images, labels, shift), abs=0.25)


def test_moving_leaves_black_and_loses_what_leaves() -> None:
    x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    np.testing.assert_array_equal(moved(x, 0, 1)[0], [[0, 1, 2], [0, 4, 5], [0, 7, 8]])
    np.testing.assert_array_equal(moved(x, -1, 0)[0], [[4, 5, 6], [7, 8, 9], [0, 0, 0]])
    np.testing.assert_array_equal(moved(x, 0, 0), x)


@pytest.mark.parametrize(("kernel", "side", "works"), [(3, 8, True), (5, 8, True), (1, 8, False), (2, 8, False)])
def test_cropping_works_for_odd_kernels_on_squares_only(kernel: int, side: int, works: bool) -> None:
    rng = np.random.default_rng(0)
    x, taps = rng.random((side, side)), rng.random((kernel, kernel))
    if works:
        np.testing.assert_allclose(mistakes.cropped_convolution(x, taps), correlate2d(x, taps, "valid"))
        with pytest.raises(ValueError, match="broadcast"):
            mistakes.cropped_convolution(x[:, :-2], taps)
    else:
        with pytest.raises(ValueError, match="broadcast"):
            mistakes.cropped_convolution(x, taps)


def test_the_crossed_average_has_the_shape_of_the_anchors() -> None:
    x = np.zeros((2, 8, 8, 3))
    assert mistakes.crossed_average(x).shape == (2, 4, 2, 2)
    assert AveragePool2D().forward(x, {}).shape == (2, 4, 4, 3)
    with pytest.raises(ValueError, match="reshape"):
        mistakes.crossed_average(np.zeros((2, 7, 7, 3)))


def test_every_tie_is_marked_and_every_sum_is_too_large() -> None:
    assert mistakes.equal_to_maximum(np.zeros((2, 2))).sum() == 4
    assert mistakes.lifted_softmax(np.zeros(10)).sum() > 1
    texts = numbers("code-log", classes="10", gap=50)
    assert (texts["log"], texts["wrong"]) == ("−50.0", "−18.4")


def test_reading_counts_of_paddings() -> None:
    expected = {
        "valid": ("once", "3 times", "9 times"),
        "same": ("4 times", "6 times", "9 times"),
        "full": ("9 times",) * 3,
    }
    for padding, counts in expected.items():
        texts = numbers("padding", padding=padding)
        assert (texts["corner"], texts["edge"], texts["middle"]) == counts
    assert [numbers("padding", padding=p)["out"] for p in expected] == ["4 × 4", "6 × 6", "8 × 8"]


@pytest.mark.parametrize("stride", range(1, 6))
def test_a_stride_only_leaves_out(stride: int) -> None:
    assert numbers("stride", stride=stride)["same"] == "100%"
    (reads,) = grids("stride", "reads", stride=stride)
    tried = np.zeros((13, 13))
    for row in range(0, 11, stride):
        for col in range(0, 11, stride):
            tried[row : row + 3, col : col + 3] += 1
    np.testing.assert_array_equal(reads, tried)


def test_slopes_are_derivatives() -> None:
    x, step = np.array([-2.0, -0.5, 0.3, 1.7]), 1e-6
    functions = {"ReLU": lambda v: np.maximum(v, 0), "tanh": np.tanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v))}
    for name, slope in SLOPES.items():
        measured_slope = (functions[name](x + step) - functions[name](x - step)) / (2 * step)
        np.testing.assert_allclose(slope(x), measured_slope, atol=1e-8)
    assert numbers("vanishing")["largest"] == "0.250"


def test_the_careless_softmax_overflows_and_the_other_does_not() -> None:
    shares, _ = unguarded_softmax(np.array([200.0, 0.0], np.float32))
    assert np.isnan(shares[0])
    assert "infinity" in numbers("softmax", add=200)["verdict"]
    assert numbers("softmax", add=200)["share"] == numbers("softmax", add=0)["share"]
    assert numbers("softmax")["two"] == numbers("softmax")["sigmoid"]


def test_linear_layers_in_a_row_are_one() -> None:
    assert numbers("relu")["difference"] == "0"
    assert numbers("one")["difference"] == "0"


def test_winners_and_windows_agree() -> None:
    texts = numbers("pooling")
    _, pooled, way = grids("pooling", "maps")
    assert way.sum() == pooled.size
    assert f"{int(way.sum())} of {way.size} cells" in texts["way"]


def test_kernels_side_by_side() -> None:
    laid = side_by_side(np.arange(18.0).reshape(3, 3, 2))
    assert laid.shape == (3, 7)
    assert np.isnan(laid[:, 3]).all()
    np.testing.assert_array_equal(laid[:, 4:], np.arange(1.0, 18.0, 2).reshape(3, 3))


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-3.0, "−3"), (0.25, "0.250"), (1e-8, "1.00·10⁻⁸"), (12345.0, "12,345")]
)
def test_numbers_of_texts(value: float, text: str) -> None:
    assert short_number(value) == text


def test_counted_words() -> None:
    assert (plural(1, "row"), plural(2, "row"), plural(3, "px"), with_commas(1456)) == (
        "1 row",
        "2 rows",
        "3 px",
        "1,456",
    )


@pytest.mark.parametrize(("row", "col"), [(1, 1), (2, 3)])
def test_the_gradient_of_the_image_by_small_changes(row: int, col: int) -> None:
    lesson = load("backward")
    given = lesson.given({"row": row, "column": col}, sample, ImageChoice("cat"))
    study = lesson.study(given)
    shown = study.figures["backward"]
    assert isinstance(shown, Grids)
    grey, step = given.picture(10, 10, 1).astype(np.float64), 1e-6
    slopes = np.zeros((10, 10))
    for at in np.ndindex(10, 10):
        ends = []
        for sign in (1, -1):
            changed = grey.copy()
            changed[(*at, 0)] += sign * step
            ends.append(activations(study.scene, changed)["2"][row, col, 0])
        slopes[at] = (ends[0] - ends[1]) / (2 * step)
    np.testing.assert_allclose(shown.grids[0].values, slopes, atol=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (1, 5), (7, 3)])
def test_joined_kernels_are_the_full_convolution(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(3, 5)), rng.normal(size=size)
    np.testing.assert_allclose(merged_kernel(first, second), convolve2d(first, second), atol=1e-12)


@pytest.mark.parametrize("name", ["dandelion", "cat"])
def test_the_lessons_on_the_way_back_open_at_a_cell_through_which_something_flows(name: str) -> None:
    """On the images that Explore and the lessons begin with: a window of zeros would show nothing."""
    for slug in ("backward", "pooling"):
        lesson = load(slug)
        study = lesson.study(lesson.given(lesson.defaults, sample, ImageChoice(name)))
        assert float(study.numbers["value"].replace("\N{MINUS SIGN}", "-")) > 0, slug
