"""Which cell is selected in a network that was just opened: one with a number to explain."""

from __future__ import annotations

import pytest

from explorer import from_text
from explorer.network import Cell
from explorer.scene import ImageChoice
from explorer.views.opening.starting import first_cell
from explorer.weights import Weights


def cell(text: str, image: ImageChoice) -> Cell | None:
    return first_cell(from_text(text), Weights(), image)


def test_it_is_in_the_middle_of_what_the_first_layer_with_weights_makes() -> None:
    found = cell("input 16x20x3; rescaling 255; conv 4 3x3; relu", ImageChoice("cat"))
    assert found is not None
    assert (found.path, found.row, found.col) == ("1", 7, 9)


@pytest.mark.parametrize("text", ["input 8x8x3; relu", "input 8x8x3"])
def test_where_no_layer_has_weights_the_app_chooses_by_itself(text: str) -> None:
    assert cell(text, ImageChoice("cat")) is None


def test_a_photo_that_is_gone_leaves_the_first_map() -> None:
    assert cell("input 16x20x3; conv 4 3x3", ImageChoice("", "0" * 24)) == Cell("0", 7, 9, 0)
