"""Every figure of this package becomes a valid SVG, whose text is text, and a PNG of the right size."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from explorer.figures.theme import DARK, LIGHT
from explorer.figures.vector.inks import color_of
from explorer.figures.vector.items import Box, Cells, Drawing, Item, Path, Picture, Text, Window
from explorer.figures.vector.markup import letters_of, lines_of
from explorer.figures.vector.raster import png_of
from explorer.figures.vector.reading.figure import drawing_of
from explorer.figures.vector.reading.known import plain_figure
from explorer.figures.vector.svg import svg_of
from tests.figures.vector.gallery import gallery, library, of_lessons

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "rect", "path", "image", "text", "tspan", "title"}


def parsed(text: str) -> ElementTree.Element:
    """The root of an SVG that has only elements of drawings, and fetches nothing."""
    root = ElementTree.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ELEMENTS
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert "href" not in name or re.match(r"data:image/(png|jpeg|webp);base64,", value)
    return root


def texts_of(root: ElementTree.Element) -> list[str]:
    """What the texts of an SVG say."""
    return ["".join(element.itertext()).replace("\N{ZERO WIDTH SPACE}", "") for element in root.iter(f"{SVG}text")]


def flat(items: tuple[Item, ...]) -> list[Item]:
    """All items, those in windows too."""
    return list(
        itertools.chain.from_iterable(flat(each.items) if isinstance(each, Window) else [each] for each in items)
    )


def check(figure: Any) -> Drawing:
    """Write a figure as both kinds of file; returns its display list."""
    drawing = drawing_of(figure)
    root = parsed(svg_of(drawing))
    assert (float(root.attrib["width"]), float(root.attrib["height"])) == (drawing.width, drawing.height)
    said = texts_of(root)
    layout = plain_figure(figure)["layout"]
    for note in layout["annotations"]:
        if note.get("text") and note.get("xref", "x") == "paper" == note.get("yref", "y"):
            assert "".join(letters_of(line) for line in lines_of(note["text"])) in said
    texts = [item for item in flat(drawing.items) if isinstance(item, Text)]
    assert len(said) == len(texts)
    with Image.open(io.BytesIO(png_of(drawing, 1))) as picture:
        assert picture.size == (round(drawing.width), round(drawing.height))
        assert picture.convert("RGBA").getextrema() != ((0, 0),) * 4
    return drawing


@pytest.mark.parametrize("name", gallery())
def test_a_figure_is_a_file_of_either_kind(name: str) -> None:
    check(gallery()[name](LIGHT))


@pytest.mark.parametrize("name", library())
def test_so_is_one_in_the_dark(name: str) -> None:
    assert check(gallery()[name](DARK)).background == color_of(DARK.page)


@pytest.mark.thorough
def test_the_figures_of_all_lessons_are_files_of_either_kind() -> None:
    assert sum(1 for _, draw in of_lessons() if check(draw(LIGHT))) > 60


def test_the_numbers_of_a_heatmap_stand_in_the_svg() -> None:
    figure = gallery()["ledger: conv"](LIGHT)
    written = [text for trace in figure["data"] if trace["type"] == "scatter" for text in trace["text"] if text]
    assert len(written) > 20
    said = texts_of(parsed(svg_of(drawing_of(figure))))
    assert set(written) <= set(said)


def test_maps_are_pictures_with_their_own_px_and_cells_are_boxes() -> None:
    overview = flat(drawing_of(gallery()["overview"](LIGHT)).items)
    assert sum(isinstance(item, Picture) for item in overview) > 20
    matrix = drawing_of(gallery()["map"](LIGHT))
    cells = next(item for item in flat(matrix.items) if isinstance(item, Cells))
    assert cells.colors.shape == (11, 9, 4)
    root = parsed(svg_of(matrix))
    assert 50 < len(list(root.iter(f"{SVG}rect"))) <= 11 * 9 + 1


def test_bars_lines_and_markers_are_shapes() -> None:
    items = flat(drawing_of(gallery()["histogram"](LIGHT)).items)
    assert sum(isinstance(item, Box) for item in items) == 40
    items = flat(drawing_of(gallery()["course"](LIGHT)).items)
    assert sum(isinstance(item, Path) for item in items) > 20
