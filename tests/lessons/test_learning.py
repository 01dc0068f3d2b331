"""The lessons on learning, checked a second way: sums by hand, small changes, and what they claim of their trainings."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from explorer.errors import TrainingError
from explorer.layers import BatchNormalization
from explorer.learning import LOSSES, SGD, Recipe, fit
from explorer.learning.data import fashion
from explorer.lessons import Study, load
from explorer.lessons.course import learning
from explorer.lessons.lesson import MAX_WORDS, Slider, filled, word_count
from explorer.lessons.shown import Curves, Grids, TextTable
from explorer.lessons.studies.learning import batches, batchnorm, chain, descent, loss, overfitting
from explorer.lessons.studies.learning.courses import course
from explorer.lessons.studies.learning.strokes import LENGTH, SIDE, strokes
from explorer.lessons.tools import drawn, sample, short_number
from explorer.scene import ImageChoice


def study(slug: str, **values: Any) -> Study:
    lesson = load(slug)
    return lesson.study(lesson.given({**lesson.defaults, **values}, sample, ImageChoice("cat")))


def table(result: Study, name: str) -> tuple[tuple[str, ...], ...]:
    shown = result.figures[name]
    assert isinstance(shown, TextTable)
    return shown.rows


@pytest.mark.parametrize("slug", [lesson.slug for lesson in learning.LESSONS])
def test_words_stay_few_at_the_ends_of_every_control(slug: str) -> None:
    lesson = load(slug)
    for control in lesson.controls:
        for value in (control.low, control.high) if isinstance(control, Slider) else control.options:
            result = study(slug, **{control.name: value})
            assert word_count(filled(lesson.text, result.numbers)) <= MAX_WORDS, (control.name, value)


# -- the loss -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [0, 2])
def test_both_losses_are_those_of_training(right: int) -> None:
    scores = np.array([1.5, -0.5, 3.0, 0.25])
    shares = np.exp(loss.log_shares(scores))
    assert shares.sum() == pytest.approx(1)
    expected = LOSSES["cross_entropy"].terms(scores[None], np.array([right]))[0]
    assert -loss.log_shares(scores)[right] == pytest.approx(expected)
    mean = LOSSES["squared_error"].terms(shares[None], np.array([right]))[0]
    assert loss.squared_error(shares, right) == pytest.approx(mean * len(scores))


def test_the_slopes_of_both_losses_by_small_changes() -> None:
    scores, right, step = np.array([1.5, -0.5, 3.0, 0.25]), 1, 1e-6

    def both(z: np.ndarray) -> np.ndarray:
        logs = loss.log_shares(z)
        return np.array([-logs[right], loss.squared_error(np.exp(logs), right)])

    measured = np.array([(both(scores + step * e) - both(scores - step * e)) / (2 * step) for e in np.eye(4)])
    shares = np.exp(loss.log_shares(scores))
    np.testing.assert_allclose(loss.differences(shares, right), measured[:, 0], atol=1e-8)
    np.testing.assert_allclose(loss.slope_of_squares(shares, right), measured[:, 1], atol=1e-8)


def test_weights_of_zero_cost_the_logarithm_of_the_number_of_classes() -> None:
    for chosen in ("Bag", "Sneaker"):
        numbers = study("loss", **{"class": chosen, "percent": 0}).numbers
        assert numbers["cross"] == numbers["start"] == short_number(math.log(10))
        assert numbers["share"] == "0.10000"


def test_a_surer_network_pays_more_for_a_mistake_and_less_for_a_right_answer() -> None:
    def cross(chosen: str, percent: int) -> float:
        return float(study("loss", **{"class": chosen, "percent": percent}).numbers["cross"].partition("·")[0])

    assert cross("Bag", 200) > cross("Bag", 100) > cross("Bag", 40)
    assert cross("Sneaker", 100) < cross("Sneaker", 40)
    assert "would be wrong" in study("loss", **{"class": "Bag"}).numbers["verdict"]


# -- gradient descent ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9, 1.1])
def test_steps_on_the_parabola_by_the_formula(rate: float) -> None:
    way = descent.descend(descent.parabola(), -1.0, rate, 6)
    expected = [descent.WANTED + (-1.0 - descent.WANTED) * (1 - 2 * rate) ** n for n in range(7)]
    np.testing.assert_allclose(way.weights, expected, atol=1e-12)


def test_the_slope_of_the_small_network_by_small_changes() -> None:
    landscape, step = descent.along_one_weight(), 1e-6
    for weight in (-3.5, -1.2, 0.3, 1.7, 4.4):
        measured = (landscape.value(weight + step) - landscape.value(weight - step)) / (2 * step)
        assert landscape.slope(weight) == pytest.approx(measured, abs=1e-7)


def test_what_the_lesson_says_of_rates_and_of_flat_ground() -> None:
    assert "worse" in study("descent", rate="1.1").numbers["verdict"]
    assert "on its way" in study("descent", rate="0.1").numbers["verdict"]
    assert study("descent", rate="0.5", steps=1).numbers["end"] == "2"
    flat = study("descent", loss=descent.NETWORK, start=-4, rate="4").numbers
    assert flat["gradient"] == flat["flat"] == "0"
    assert flat["end"] == flat["start"] == flat["silent"] == "−4"
    assert "nothing moves" in flat["verdict"]
    assert study("descent").numbers["by_hand"] == "−1 − 0.1 × (−6) = **−0.400**"


def test_the_table_has_the_first_steps_and_the_last() -> None:
    rows = table(study("descent", steps=9), "steps")
    assert [row[0] for row in rows] == [f"step\u00a0{n}" for n in (1, 2, 3, 9)]
    assert len(table(study("descent", steps=1), "steps")) == 1


@pytest.mark.parametrize("chosen", descent.LOSSES)
def test_steps_that_leave_the_picture_are_not_drawn(chosen: str) -> None:
    shown = study("descent", loss=chosen, rate="12", steps=12).figures["landscape"]
    assert isinstance(shown, Curves)
    assert shown.y_range is not None
    assert all(descent.LOW <= x <= descent.HIGH for x in shown.lines[1].x)
    assert max(shown.lines[1].y) <= shown.y_range[1]


# -- back through every layer -------------------------------------------------------------------------------------


def test_the_corner_by_hand() -> None:
    """All of it on paper: windows of the corner under [1 -1; 2 -1], winners, mask, and the sum over 16 positions."""
    passed = chain.forward(chain.PICTURES["Corner"], chain.KERNEL)
    np.testing.assert_array_equal(passed.map, [[-1, 1, 1, 2], [-2, 2, 0, 1], [-2, 3, 0, 0], [-1, 1, 0, 0]])
    np.testing.assert_array_equal(passed.pooled, [[2, 2], [3, 0]])
    back = chain.backward(chain.PICTURES["Corner"], chain.KERNEL, passed, passed.pooled - chain.WANTED)
    np.testing.assert_array_equal(back.pooled, [[0, 2], [3, -1]])
    np.testing.assert_array_equal(back.map, [[0, 0, 0, 2], [0, 0, 0, 0], [0, 3, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_array_equal(back.kernel, [[3, 0], [5, 0]])
    assert back.bias == 5
    numbers = study("chain", picture="Corner", row=1, column=0).numbers
    assert (numbers["loss"], numbers["sum"]) == ("7", "2 · 1 + 3 · 1 = **5**")


@pytest.mark.parametrize("picture", chain.PICTURES)
def test_the_map_is_scipys_and_both_ways_of_going_back_agree(picture: str) -> None:
    pixels = chain.PICTURES[picture]
    np.testing.assert_array_equal(
        chain.forward(pixels, chain.KERNEL).map, correlate2d(pixels, chain.KERNEL, mode="valid")
    )
    numbers = study("chain", picture=picture).numbers
    assert numbers["difference"] == "0"
    assert float(numbers["after"]) < float(numbers["loss"])


def test_every_gradient_by_small_changes() -> None:
    """On numbers without ties, where the loss has a slope everywhere."""
    rng, step = np.random.default_rng(5), 1e-6
    picture, kernel, bias = rng.normal(size=(5, 5)), rng.normal(size=(2, 2)), 0.3

    def value(x: np.ndarray, w: np.ndarray, b: float) -> float:
        return chain.half_squares(chain.forward(x, w, b).pooled)

    passed = chain.forward(picture, kernel, bias)
    back = chain.backward(picture, kernel, passed, passed.pooled - chain.WANTED)
    for at in np.ndindex(2, 2):
        change = np.zeros((2, 2))
        change[at] = step
        slope = (value(picture, kernel + change, bias) - value(picture, kernel - change, bias)) / (2 * step)
        assert back.kernel[at] == pytest.approx(slope, abs=1e-7)
    for at in np.ndindex(5, 5):
        change = np.zeros((5, 5))
        change[at] = step
        slope = (value(picture + change, kernel, bias) - value(picture - change, kernel, bias)) / (2 * step)
        assert back.picture[at] == pytest.approx(slope, abs=1e-7)
    slope = (value(picture, kernel, bias + step) - value(picture, kernel, bias - step)) / (2 * step)
    assert back.bias == pytest.approx(slope, abs=1e-7)


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_products_of_the_figure_add_up_to_the_gradient(row: int, column: int) -> None:
    result = study("chain", picture="Cross", row=row, column=column)
    weight, gradients = result.figures["weight"], result.figures["gradients"]
    assert isinstance(weight, Grids)
    assert isinstance(gradients, Grids)
    assert weight.grids[2].values.sum() == gradients.grids[1].values[row, column]


def test_a_drawn_picture_opens_as_it_is() -> None:
    for pixels in chain.PICTURES.values():
        np.testing.assert_allclose(sample(drawn(pixels), (5, 5, 1))[:, :, 0], pixels, atol=1e-6)


# -- trainings ----------------------------------------------------------------------------------------------------


def test_strokes_are_where_they_should_be() -> None:
    data = strokes(40, 8, 0.0, seed=3)
    assert (data.training.x.shape, data.validation.x.shape) == ((40, SIDE, SIDE, 1), (8, SIDE, SIDE, 1))
    for picture, kind in zip(data.training.x[..., 0], data.training.y, strict=True):
        rows, cols = np.nonzero(picture > 0.5)
        assert len(rows) == LENGTH
        lines = {
            0: len({*cols}) == 1,
            1: len({*rows}) == 1,
            2: len({*(rows - cols)}) == 1,
            3: len({*(rows + cols)}) == 1,
        }
        assert lines[int(kind)]
        assert sum(lines.values()) == 1


def test_a_course_is_what_fit_yields() -> None:
    data, recipe = strokes(12, 8, 0.1), Recipe(SGD(), 0.1, batch_size=5, epochs=2, seed=4)
    found = course(batches.NETWORK, data, recipe)
    fitting = fit(batches.NETWORK, data, recipe)
    losses = [step.loss for step in fitting]
    assert found.steps == tuple(losses)
    assert (found.per_epoch, found.failed) == (3, 0)
    np.testing.assert_allclose(found.training, [np.mean(losses[:3]), np.mean(losses[3:])])
    assert found.validation[-1] == fitting.measure(data.validation).loss
    assert found.last == found.training[-1]


def test_the_first_epochs_of_a_training_are_a_shorter_training() -> None:
    data = strokes(12, 8, 0.1)
    long, short = (course(batches.NETWORK, data, Recipe(SGD(), 0.1, batch_size=5, epochs=n)) for n in (3, 2))
    first = long.until(2)
    assert (first.steps, first.training, first.accuracy) == (short.steps, short.training, short.accuracy)


def test_a_training_that_breaks_down_is_told() -> None:
    recipe = Recipe(SGD(), 1000.0, batch_size=4, epochs=4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = course(batchnorm.network(True), strokes(16, 8, 0.1), recipe)
    if not found.failed:
        pytest.skip("this training survives")
    assert found.last == math.inf
    assert len(found.steps) < 16
    with pytest.raises(TrainingError), np.errstate(all="ignore"):
        list(fit(batchnorm.network(True), strokes(16, 8, 0.1), recipe))


SOME = (("SGD", "4"), ("Momentum", "16"), ("Adam", "64"))


@pytest.mark.parametrize(
    ("optimizer", "size"),
    [
        pytest.param(name, size, marks=() if (name, size) in SOME else pytest.mark.thorough)
        for name in batches.OPTIMIZERS
        for size in batches.SIZES
    ],
)
def test_the_right_rate_is_the_best_of_the_three(optimizer: str, size: str) -> None:
    shown = study("batches", optimizer=optimizer, batch=size).figures["rates"]
    assert isinstance(shown, Curves)
    small, right, large = (line.y[-1] for line in shown.lines)
    assert right < small - 0.2
    assert right < large - 0.2


def test_steps_are_counted() -> None:
    numbers = study("batches", batch="16", epochs=3).numbers
    assert (numbers["per_epoch"], numbers["steps"]) == ("4 steps", "12 steps")
    assert "one step only" in study("batches", batch="64", epochs=2).numbers["noise"]


@pytest.mark.parametrize(
    "pictures", [pytest.param(n, marks=() if n == "32" else pytest.mark.thorough) for n in overfitting.COUNTS]
)
def test_every_remedy_helps_and_augmentation_most(pictures: str) -> None:
    plain = overfitting.trained(overfitting.NOTHING, int(pictures))
    assert plain.training[-1] < 0.02 < min(plain.validation) < plain.validation[-1]
    assert plain.seen == 1
    ends = {remedy: overfitting.trained(remedy, int(pictures)) for remedy in overfitting.REMEDIES}
    assert all(
        each.validation[-1] < plain.validation[-1] and each.training[-1] > plain.training[-1]
        for remedy, each in ends.items()
        if remedy != overfitting.NOTHING
    )
    assert min(ends, key=lambda remedy: ends[remedy].validation[-1]) == overfitting.AUGMENTATION
    assert "falls" in study("overfitting", remedy=overfitting.AUGMENTATION, pictures=pictures).numbers["effect"]


@pytest.mark.parametrize(("first", "second"), [(2, 4), (-10, 10), (7, 7)])
def test_batch_normalisation_by_hand_is_that_of_the_layer(first: int, second: int) -> None:
    x = np.array([first, second, *batchnorm.FIXED], np.float64)
    hand, layer = batchnorm.by_hand(x), BatchNormalization()
    params = {
        name: np.full(1, value, np.float64)
        for name, value in (("gamma", 1), ("beta", 0), ("moving_mean", 0), ("moving_variance", 1))
    }
    out, kept = layer.forward_training(x[:, None], params, lambda count: np.zeros(count, np.uint32))
    np.testing.assert_allclose(hand.numbers, out[:, 0], atol=1e-12)
    moved = layer.measured(params, kept)
    assert hand.moving_mean == pytest.approx(float(moved["moving_mean"][0]))
    assert hand.moving_variance == pytest.approx(float(moved["moving_variance"][0]))
    used = layer.forward(x[:1, None], {**params, **moved})
    numbers = study("batchnorm", first=first, second=second).numbers
    assert numbers["used"] == short_number(float(used[0, 0]))


def test_batch_normalisation_bears_a_larger_rate() -> None:
    ends = {flag: [batchnorm.trained(flag, rate).last for rate in batchnorm.RATES] for flag in (False, True)}
    best = {flag: int(np.argmin(losses)) for flag, losses in ends.items()}
    assert batchnorm.RATES[best[True]] > batchnorm.RATES[best[False]]
    assert min(ends[True]) < min(ends[False]) - 0.5


@pytest.mark.parametrize("slug", ["batches", "overfitting", "batchnorm"])
def test_what_opens_can_be_trained_on_clothing_at_once(slug: str) -> None:
    scene = study(slug).scene
    data = fashion()
    assert scene.training
    assert scene.network.input_shape == data.training.x.shape[1:]
    assert scene.network.output_shape == (len(data.classes),)
    recipe = study(slug).recipe or Recipe()
    steps = fit(scene.network, data, replace(recipe, batch_size=4), scene.weights)
    assert all(math.isfinite(step.loss) for step in islice(steps, 20))


def test_the_panel_is_set_up_as_the_lesson_was() -> None:
    found = study("batches", optimizer="Momentum", batch="4", epochs=3).recipe
    assert found == Recipe(SGD(momentum=0.9), 0.02, batch_size=4, epochs=3, seed=batches.SEED)
    found = study("overfitting", remedy="Augmentation").recipe
    assert found is not None
    assert (found.augmentation.shift, found.weight_decay) == (overfitting.SHIFT, 0)
