"""The silhouette of a network as a picture."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from explorer import presets
from explorer.figures.architecture import outline, silhouette_svg
from explorer.figures.theme import LIGHT


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_step_is_a_box_inside_the_picture(name: str) -> None:
    network = presets.load(name).network
    boxes = list(ElementTree.fromstring(silhouette_svg(network, LIGHT, 240, 88)))
    assert len(boxes) == len(outline(network).boxes)
    for box in boxes:
        left, top, width, height = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        assert left >= 0
        assert top >= 0
        assert left + width <= 241.1
        assert top + height <= 89.1
