"""Pictures of large maps: what goes to the browser is bounded, and the strongest cell is still where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explorer import Cell, Conv2D, MaxPool2D, Network, ReLU, run
from explorer.figures.cell import enlarged, photo
from explorer.figures.cone import coverage as coverage_figures
from explorer.figures.cone import maps as cone_maps
from explorer.figures.ledger.window import routing
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import LIGHT
from explorer.ledger import MaxPoolLedger, explain
from explorer.limits import PICTURE_SIDE
from explorer.reads.cone import cone
from explorer.reads.coverage import of_image

ROWS, COLS = 2 * PICTURE_SIDE + 5, PICTURE_SIDE + 1
BLOCK = 3
SENT = 4_500_000
"""Bytes of one picture at most: PICTURE_SIDE squared in float32, and its frame."""


def values() -> Any:
    found = np.zeros((ROWS, COLS), np.float32)
    found[1000, 301] = -7
    return found


def network_and_cell() -> tuple[Network, Any, Cell]:
    network = Network((ReLU(), MaxPool2D()), (ROWS, COLS, 1))
    acts = run(network, {}, np.random.default_rng(0).random((1, ROWS, COLS, 1), np.float32))
    return network, acts, Cell("1", 400, 300, 0)


def winners() -> dict[str, Any]:
    network, acts, cell = network_and_cell()
    ledger = explain(network, {}, acts, cell)
    assert isinstance(ledger, MaxPoolLedger)
    return routing(np.ones((ROWS, COLS), bool), ledger.taps, LIGHT)


def the_cone() -> dict[str, Any]:
    network, acts, cell = network_and_cell()
    return cone_maps.maps(cone(network, cell), cell, acts, Scales(network, acts), LIGHT, 776)


def counts() -> dict[str, Any]:
    network = Network((Conv2D(filters=1, strides=2),), (ROWS, COLS, 1))
    return coverage_figures.whole_figure(of_image(network, "0"), LIGHT, 232, "pixel")


PICTURES: dict[str, Callable[[], dict[str, Any]]] = {
    "enlarged": lambda: enlarged(values(), 1.0, LIGHT),
    "photo": lambda: photo(np.random.default_rng(0).random((ROWS, COLS, 3), np.float32), LIGHT),
    "winners": winners,
    "cone": the_cone,
    "coverage": counts,
}


def size(part: Any) -> int:
    """Bytes of a figure: of arrays as they are sent, of texts and numbers about."""
    if isinstance(part, np.ndarray):
        return part.nbytes
    if isinstance(part, str):
        return len(part)
    if isinstance(part, dict):
        return sum(map(size, part.values()))
    return sum(map(size, part)) if isinstance(part, list | tuple) else 8


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_sends_every_cell_of_a_large_map(name: str) -> None:
    assert size(PICTURES[name]()) < SENT


def test_the_strongest_cell_keeps_its_place() -> None:
    heat = enlarged(values(), 1.0, LIGHT)["data"][0]
    row, col = np.argwhere(heat["z"] == -7)[0]
    assert heat["dx"] == heat["dy"] == BLOCK
    assert (heat["y0"] + row * BLOCK, heat["x0"] + col * BLOCK) == (1000, 301)
    assert heat["hovertemplate"].startswith("3 × 3 cells about row")


def test_blocks_of_a_coverage_end_where_the_map_ends() -> None:
    chart = counts()
    heat = chart["data"][0]
    assert heat["z"].shape == (-(-ROWS // BLOCK), -(-COLS // BLOCK))
    assert (len(heat["y"]), len(heat["x"])) == (heat["z"].shape[0] + 1, heat["z"].shape[1] + 1)
    assert heat["y"][-1] == pytest.approx(chart["layout"]["height"], abs=1)
    assert heat["z"].max() == 4
