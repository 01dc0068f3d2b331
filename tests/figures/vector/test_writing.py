"""The two writers: hostile letters stay letters, px are where they belong, letters that a font lacks are drawn all the same."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explorer.errors import SettingError
from explorer.figures.vector.blocks import blocks
from explorer.figures.vector.inks import NONE, color_of
from explorer.figures.vector.items import Box, Cells, Drawing, Paint, Path, Picture, Span, Text, Window, plain
from explorer.figures.vector.letters import STROKES, line_width, runs
from explorer.figures.vector.markup import letters_of, lines_of
from explorer.figures.vector.paths import circle, commands_of, dashed, moved, straight
from explorer.figures.vector.raster import picture_of, png_of
from explorer.figures.vector.svg import svg_of

INK = color_of("#102030")
HOSTILE = "</text><script>alert(1)</script><image href='http://x'/>&\"'\x00\ud800]]>"


def drawn(*items: object, width: float = 20, height: float = 10) -> np.ndarray:
    """The px (rows, columns, 4) of a white sheet with the items."""
    sheet = Drawing(width, height, tuple(items), color_of("#ffffff"))  # type: ignore[arg-type]
    return np.array(picture_of(sheet))


# -- SVG ------------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_any_text_is_text(text: str) -> None:
    root = ElementTree.fromstring(svg_of(Drawing(9, 9, (Text(plain(text), 1, 2, 12, INK),)), title=text))
    assert [element.tag.rpartition("}")[2] for element in root.iter() if element.tag.endswith("script")] == []
    (element,) = [element for element in root.iter() if element.tag.endswith("text")]
    said = "".join(element.itertext())
    kept = [a for a, b in zip(text, said, strict=True) if a != b]
    assert all(ord(letter) < 32 or ord(letter) >= 0xD800 for letter in kept)


def test_hostile_letters_stay_letters() -> None:
    root = ElementTree.fromstring(svg_of(Drawing(9, 9, (Text(plain(HOSTILE), 1, 2, 12, INK),)), title=HOSTILE))
    assert [element.tag.rpartition("}")[2] for element in root.iter()] == ["svg", "title", "text"]
    assert "<script>" in "".join(root.itertext())


def test_numbers_have_no_zeros_that_say_nothing() -> None:
    text = svg_of(Drawing(100, 50.5, (Box(-0.001, 10, 1.5, 2 / 3, Paint(INK)),)))
    assert 'width="100" height="50.5"' in text
    assert '<rect x="0" y="10" width="1.5" height="0.67" fill="#102030"/>' in text


def test_a_window_is_an_svg_of_its_own_so_that_pages_can_hold_many() -> None:
    text = svg_of(Drawing(9, 9, (Window(1, 2, 3, 4, (Box(0, 0, 9, 9, Paint(INK)),)),)))
    assert '<svg x="1" y="2" width="3" height="4" viewBox="1 2 3 4" overflow="hidden">' in text
    assert "id=" not in text


def test_raised_letters_come_back_to_their_line() -> None:
    root = ElementTree.fromstring(svg_of(Drawing(9, 9, (Text(lines_of("x<sup>2</sup> + 1"), 1, 2, 10, INK),))))
    moves = [float(element.get("dy", 0)) for element in root.iter() if element.tag.endswith("tspan")]
    assert moves[0] < 0
    assert sum(moves) == pytest.approx(0)


# -- PNG ------------------------------------------------------------------------------------------------------------------


def test_a_box_fills_its_px_and_no_others() -> None:
    px = drawn(Box(3, 2, 5, 4, Paint(INK)))
    inside = np.zeros((10, 20), bool)
    inside[2:6, 3:8] = True
    assert (px[inside] == (16, 32, 48, 255)).all()
    assert (px[~inside] == 255).all()


def test_half_a_px_is_half_as_dark() -> None:
    px = drawn(Box(3.5, 2, 4, 4, Paint(color_of("#000000"))))
    assert px[3, 3, 0] == pytest.approx(128, abs=8)
    assert px[3, 4, 0] == 0
    assert px[3, 7, 0] == pytest.approx(128, abs=8)


def test_a_line_is_as_wide_as_it_says() -> None:
    px = drawn(Path(commands_of("M2,5H18"), Paint(NONE, color_of("#000000"), 2)))
    assert (px[4:6, 4:16, 0] == 0).all()
    assert (px[:3, :, 0] == 255).all()
    thin = drawn(Path(commands_of("M2,5.5H18"), Paint(NONE, color_of("#000000"), 0.2)))
    assert 180 < thin[5, 10, 0] < 250


def test_what_an_even_number_of_outlines_goes_around_stays_free() -> None:
    ring = commands_of("M2,1H12V9H2ZM5,3H9V7H5Z")
    px = drawn(Path(ring, Paint(INK, evenodd=True)))
    assert px[5, 3].tolist() == [16, 32, 48, 255]
    assert px[5, 7].tolist() == [255] * 4
    assert drawn(Path(ring, Paint(INK)))[5, 7].tolist() == [16, 32, 48, 255]


def test_a_circle_has_its_area() -> None:
    px = drawn(Path(circle(10, 10, 8), Paint(color_of("#000000"))), width=20, height=20)
    assert (255 - px[..., 0].astype(float)).sum() / 255 == pytest.approx(np.pi * 64, rel=0.01)


def test_cells_have_their_colors_on_whole_px() -> None:
    colors = np.array([[[255, 0, 0, 255], [0, 255, 0, 255]], [[0, 0, 255, 255], [0, 0, 0, 0]]], np.uint8)
    px = drawn(Cells((1, 5.2, 9), (2, 5, 8), colors))
    assert px[3, 2].tolist() == [255, 0, 0, 255]
    assert px[4, 4].tolist() == [255, 0, 0, 255]
    assert px[4, 5].tolist() == [0, 255, 0, 255]
    assert px[6, 3].tolist() == [0, 0, 255, 255]
    assert px[6, 7].tolist() == [255] * 4
    assert (drawn(Cells((9, 5, 1), (2, 5, 8), colors[:, ::-1]))[6, 3] == (0, 0, 255, 255)).all()


def test_the_window_cuts_off_pictures_shapes_and_letters() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), "#ff0000").save(stream, "PNG")
    inner = (
        Picture(0, 0, 20, 10, stream.getvalue()),
        Text(plain("MMMMMMMM"), 0, 9, 10, INK),
        Box(0, 0, 20, 10, Paint(INK)),
    )
    px = drawn(Window(5, 3, 4, 2, inner))
    assert (px[3:5, 5:9] == (16, 32, 48, 255)).all()
    px[3:5, 5:9] = 255
    assert (px == 255).all()


def test_a_picture_keeps_its_px_when_it_is_enlarged() -> None:
    stream = io.BytesIO()
    Image.fromarray(np.array([[0, 255]], np.uint8)).save(stream, "PNG")
    px = drawn(Picture(2, 2, 10, 4, stream.getvalue()))
    assert (px[2:6, 2:7, 0] == 0).all()
    assert (px[2:6, 7:12, 0] == 255).all()


@pytest.mark.parametrize("letter", [*STROKES, "a", "×", "é", "²", "⁻", "β", "“", "±"])
def test_every_letter_of_ours_is_drawn(letter: str) -> None:
    px = drawn(Text(plain(letter), 5, 8, 10, color_of("#000000")))
    assert (px[..., 0] < 160).sum() > 1, letter
    assert line_width((Span(letter),), 10) > 1


def test_letters_that_no_font_has_lose_their_accents_or_become_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.figures.vector import letters

    letters._found.cache_clear()
    monkeypatch.setattr(letters, "system_font", lambda size: None)
    try:
        assert "".join(run.text for run in runs(Span("Tiefe, é, 漢"), 11.25)) == "Tiefe, e, ?"
    finally:
        letters._found.cache_clear()


def test_bold_letters_are_darker_and_wider() -> None:
    plain_px, bold = (
        drawn(Text(plain("mean", each), 1, 8, 8, color_of("#000000")), width=40) for each in (False, True)
    )
    assert (255.0 - bold[..., 0]).sum() > 1.2 * (255.0 - plain_px[..., 0]).sum()
    assert line_width((Span("mean", True),), 8) > line_width((Span("mean"),), 8)


def test_a_turned_text_runs_upwards_from_its_anchor() -> None:
    px = drawn(Text(plain("IIIIII"), 10, 38, 10, color_of("#000000"), angle=-90), width=20, height=40)
    rows, cols = np.nonzero(px[..., 0] < 128)
    assert rows.max() <= 38
    assert rows.min() > 15
    assert 1 <= cols.min() <= cols.max() <= 10


def test_twice_as_large_has_twice_the_px() -> None:
    drawing = Drawing(20, 10, (Box(3, 2, 5, 4, Paint(INK)),))
    with Image.open(io.BytesIO(png_of(drawing, 2))) as picture:
        assert picture.size == (40, 20)
        assert picture.getpixel((6, 4)) == (16, 32, 48, 255)


# -- what they are made of ------------------------------------------------------------------------------------------------


def test_path_data_in_absolute_commands() -> None:
    assert commands_of("m1,2h3v4l-1-1z") == (
        ("M", (1, 2)),
        ("L", (4, 2)),
        ("L", (4, 6)),
        ("L", (3, 5)),
        ("Z", ()),
    )
    (_, curve) = commands_of("M0,0Q3,6 6,0")
    assert curve == ("C", (2, 4, 4, 4, 6, 0))
    with pytest.raises(SettingError, match="Paths with 'A' are not drawn"):
        commands_of("M0,0A1 1 0 0 0 2 2")


def test_paths_are_moved_and_divided() -> None:
    assert moved(commands_of("M1,2L3,4"), lambda x: 10 * x, lambda y: -y) == (("M", (10, -2)), ("L", (30, -4)))
    ((points, closed),) = straight(circle(0, 0, 5))
    assert closed
    np.testing.assert_allclose(np.hypot(*np.array(points).T), 5, atol=0.002)


@given(st.lists(st.floats(0.5, 9), min_size=2, max_size=4), st.floats(1, 50))
def test_dashes_cover_their_share_of_a_line(pattern: list[float], length: float) -> None:
    pieces = list(dashed([(0, 0), (length, 0)], pattern))
    total, at, expected = 0.0, 0, 0.0
    cycle = pattern if len(pattern) % 2 == 0 else pattern * 2
    while total < length:
        step = min(cycle[at % len(cycle)], length - total)
        expected += step if at % 2 == 0 else 0
        total, at = total + step, at + 1
    np.testing.assert_allclose(sum(piece[-1][0] - piece[0][0] for piece in pieces), expected, atol=1e-6)


def test_cells_of_unlike_sizes_become_blocks_of_alike_ones() -> None:
    colors = np.arange(5 * 2 * 4, dtype=np.uint8).reshape(5, 2, 4)
    found = list(blocks(Cells((0, 4, 8), (0, 2, 4, 9, 11, 13), colors)))
    assert [each[:4] for each in found] == [(0, 0, 8, 4), (0, 4, 8, 5), (0, 9, 8, 4)]
    np.testing.assert_array_equal(np.concatenate([each[4] for each in found]), colors)


def test_markup_becomes_spans() -> None:
    (first, second) = lines_of("a <b>bold</b> 3 < 4<br>x<sub>1</sub> &lt;b&gt;")
    assert [(span.text, span.bold) for span in first] == [("a ", False), ("bold", True), (" 3 < 4", False)]
    assert letters_of(second) == "x1 <b>"
    assert second[1].rise < 0
    with pytest.raises(SettingError, match="style 'position' is not drawn"):
        lines_of('<span style="position:fixed">x</span>')


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("#0b4a8f", (11, 74, 143, 1)),
        ("rgba(1, 2,3,0.5)", (1, 2, 3, 0.5)),
        ("rgb(9,8,7)", (9, 8, 7, 1)),
        ("#fff", (255, 255, 255, 1)),
    ],
)
def test_colors_are_read(text: str, color: tuple[float, ...]) -> None:
    assert color_of(text) == color
    assert color_of("none") == NONE


@pytest.mark.parametrize("text", ["url(http://x)", "red;}", "expression(1)", "#12"])
def test_what_is_no_color_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="is no colour that figures have"):
        color_of(text)
