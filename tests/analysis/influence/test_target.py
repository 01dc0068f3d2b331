"""Whose gradient is taken."""

import numpy as np
import pytest

from explorer import Cell, Conv2D, Dense, Flatten, MaxPool2D, Network, ReLU, Softmax, run
from explorer.analysis.influence import gradients, saliency, smoothed, strongest_per_pixel, target
from explorer.errors import SettingError
from explorer.reads import region
from tests.strategies import random_params

X = np.random.default_rng(3).standard_normal((1, 8, 8, 2))
DEEP = Network((Conv2D(3, 3), ReLU(), MaxPool2D(2), Conv2D(2, 2), Flatten(), Dense(4), Softmax()), (8, 8, 2))


def computed(network: Network = DEEP, seed: int = 0):  # type: ignore[no-untyped-def]
    params = random_params(network, seed)
    return params, run(network, params, X)


def silent(path: str) -> Cell:
    """A cell of DEEP at `path` that is exactly 0."""
    _, acts = computed()
    found = np.argwhere(acts[path][0] == 0)
    assert len(found)
    return Cell(path, *(int(n) for n in found[0]))


def test_a_live_cell_stands_for_itself() -> None:
    _, acts = computed()
    for path in ("0", "1", "2", "3", "4", "5"):
        index = np.unravel_index(np.abs(acts[path][0]).argmax(), acts[path][0].shape)
        cell = Cell(path, *((0, 0) if len(index) == 1 else index[:2]), index[-1])  # type: ignore[arg-type]
        found = target(DEEP, acts, cell)
        assert (found.cell, found.dead, found.softmax) == (cell, "", "")


def test_a_silenced_cell_is_followed_to_what_enters_its_relu() -> None:
    _, acts = computed()
    cell = silent("1")
    found = target(DEEP, acts, cell)
    assert found.cell == Cell("0", cell.row, cell.col, cell.channel)
    assert found.dead == "relu1"


def test_a_pooling_of_silenced_cells_is_followed_to_the_first_of_them() -> None:
    network = Network((Conv2D(1, 1), ReLU(), MaxPool2D(2)), (8, 8, 2))
    params = {"0": {"kernel": np.zeros((1, 1, 2, 1)), "bias": np.full(1, -1.0)}}
    acts = run(network, params, X)
    found = target(network, acts, Cell("2", 1, 3, 0))
    assert found.cell == Cell("0", 2, 6, 0)
    assert found.dead == "relu1"
    assert not saliency(network, params, acts, Cell("2", 1, 3, 0)).any()


def test_a_share_is_asked_about_by_its_score() -> None:
    _, acts = computed()
    found = target(DEEP, acts, Cell("6", 0, 0, 2))
    assert (found.cell, found.softmax) == (Cell("5", 0, 0, 2), "softmax")


def test_no_such_cell() -> None:
    _, acts = computed()
    with pytest.raises(SettingError, match="There is no row 8"):
        target(DEEP, acts, Cell("", 8, 0, 0))


@pytest.mark.parametrize("cell", [Cell("0", 2, 3, 1), Cell("3", 1, 0, 1), Cell("5", 0, 0, 3)])
def test_saliency_is_the_change_by_every_pixel(cell: Cell) -> None:
    params, acts = computed()
    found, eps = saliency(DEEP, params, acts, cell), 1e-6
    for place in np.random.default_rng(0).integers(0, X.size, 40):
        row, col, channel = np.unravel_index(place, X.shape[1:])
        sides = []
        for sign in (1, -1):
            moved = X.copy()
            moved[0, row, col, channel] += sign * eps
            out = run(DEEP, params, moved)[cell.path][0]
            sides.append(out[cell.channel] if out.ndim == 1 else out[cell.row, cell.col, cell.channel])
        np.testing.assert_allclose(found[row, col, channel], (sides[0] - sides[1]) / (2 * eps), rtol=1e-3, atol=1e-5)


def test_nothing_changes_a_cell_outside_of_what_it_reads() -> None:
    params, acts = computed()
    cell = Cell("3", 1, 0, 0)
    seen, found = region(DEEP, cell), saliency(DEEP, params, acts, target(DEEP, acts, cell).cell)
    outside = np.ones(found.shape[:2], np.bool_)
    outside[np.ix_(seen.rows, seen.cols)] = False
    assert outside.any()
    np.testing.assert_array_equal(found[outside], 0)


def test_smoothing_changes_nothing_where_all_is_linear() -> None:
    network = Network((Conv2D(3, 3), Flatten(), Dense(4)), (8, 8, 2))
    params, acts = computed(network)
    cell = Cell("2", 0, 0, 1)
    np.testing.assert_allclose(
        smoothed(network, params, X[0], cell, copies=3), saliency(network, params, acts, cell), rtol=1e-12
    )


def test_smoothing_is_the_mean_over_noisy_copies_and_repeats_itself() -> None:
    params, acts = computed()
    cell = Cell("5", 0, 0, 0)
    one, again, other = (smoothed(DEEP, params, X[0], cell, copies=8, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one - other).max() > 0
    assert np.abs(one - saliency(DEEP, params, acts, cell)).max() > 0


def test_the_strongest_channel_keeps_its_sign() -> None:
    np.testing.assert_array_equal(strongest_per_pixel(np.array([[[1.0, -3.0, 2.0], [0.0, 0.0, 0.5]]])), [[-3.0, 0.5]])


def test_gradients_reach_every_step_below() -> None:
    params, acts = computed()
    found = gradients(DEEP, params, acts, Cell("3", 0, 0, 1))
    assert set(found.acts) == {"", "0", "1", "2", "3"}
    assert {path: g.shape for path, g in found.acts.items()} == {path: acts[path].shape for path in found.acts}
    assert found.acts["3"].sum() == 1
