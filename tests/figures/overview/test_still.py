"""The still of an overview: the same pictures, places and words as the figure that Plotly draws."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from functools import cache
from typing import Any

import numpy as np
import pytest

from explorer import presets
from explorer.figures.maps import photo_png
from explorer.figures.overview.drawing.pictures import _fitting
from explorer.figures.overview.figure import figure, pictures
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.scales import Scales
from explorer.figures.overview.still import still_svg
from explorer.figures.theme import LIGHT
from explorer.images.choosing import picture_for
from explorer.running import run

SVG = "{http://www.w3.org/2000/svg}"
SMALL = ("lenet5", "flowers_vgg", "edges")
"""Presets that run in no time and have maps, strips, bars and cards of stages."""
KNOWN = {"text", "x", "y", "showarrow", "xanchor", "yanchor", "align", "font", "borderpad"}
"""The settings of a text that the still draws."""


@cache
def drawn(name: str) -> dict[str, Any]:
    preset = presets.load(name)
    network = preset.network
    pixels = picture_for(preset.image, network.input_shape).pixels
    acts = run(network, preset.weights.params(network), pixels[None])
    layout = lay_out(network)
    return figure(network, layout, LIGHT, pictures(Scales(network, acts), layout, LIGHT))


@pytest.mark.parametrize("name", SMALL)
def test_every_picture_stands_where_its_trace_is(name: str) -> None:
    of = drawn(name)
    backdrop, edges, *images = ET.fromstring(still_svg(of)).findall(f"{SVG}image")
    assert [each.get("href") for each in (backdrop, edges)] == [each["source"] for each in of["layout"]["images"]]
    assert [image.get("href") for image in images] == [trace["source"] for trace in of["data"]]
    corners = [(float(image.get("x", "")), float(image.get("y", ""))) for image in images]
    expected = [(trace["x0"] - trace["dx"] / 2, trace["y0"] - trace["dy"] / 2) for trace in of["data"]]
    np.testing.assert_allclose(corners, expected, atol=0.0051)
    for image in images:
        assert image.get("style") == "image-rendering:pixelated"
        assert int(image.get("width", "")) > 0 < int(image.get("height", ""))


@pytest.mark.parametrize("name", SMALL)
def test_every_text_is_said_in_the_same_words_at_its_place(name: str) -> None:
    of = drawn(name)
    texts = ET.fromstring(still_svg(of)).findall(f"{SVG}text")
    annotations = [each for each in of["layout"]["annotations"] if each["text"]]
    assert len(texts) == len(annotations) > 0
    for text, annotation in zip(texts, annotations, strict=True):
        assert set(annotation) <= KNOWN
        assert "".join(text.itertext()) == plain(annotation["text"])
        assert float(text.get("data-x", "")) == annotation["x"]
        assert float(text.get("data-y", "")) == annotation["y"]
        assert len(text.findall(f"{SVG}tspan")) == annotation["text"].count("<br>") + 1


def plain(text: str) -> str:
    """The words of Plotly's markup."""
    return html.unescape(re.sub(r"</?(?:b|br|i|span)\b[^<>]*>", "", text))


@pytest.mark.parametrize("name", SMALL)
def test_it_has_the_size_of_the_figure_and_says_where_it_stands(name: str) -> None:
    layout = drawn(name)["layout"]
    svg = ET.fromstring(still_svg(drawn(name), 64, 104, 960))
    assert (svg.get("width"), svg.get("height")) == (str(layout["width"]), str(layout["height"]))
    assert (svg.get("data-left"), svg.get("data-top"), svg.get("data-room")) == ("64", "104", "960")


def with_text(text: str) -> ET.Element:
    """The text element of a still whose only annotation is `text`."""
    font = {"family": "sans-serif", "size": 12, "color": "#000000"}
    place = {"x": 5, "y": 5, "xanchor": "center", "yanchor": "top", "font": font}
    layout = {
        "width": 10,
        "height": 10,
        "images": [],
        "shapes": [],
        "font": font,
        "annotations": [{**place, "text": text}],
    }
    (element,) = ET.fromstring(still_svg({"data": [], "layout": layout})).findall(f"{SVG}text")
    return element


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a & b &lt; c", ["a & b < c"]),
        ('<b>bold</b><br><span style="color:#123456">one<br>two</span>', ["bold", "one", "two"]),
        ("1 < 2 > 0", ["1 < 2 > 0"]),
        ('"quoted" \u2192 <i>it</i>', ['"quoted" \u2192 it']),
    ],
)
def test_markup_becomes_lines(text: str, lines: list[str]) -> None:
    spans = with_text(text).findall(f"{SVG}tspan")
    assert ["".join(span.itertext()) for span in spans] == lines
    assert [span.get("dy") for span in spans] == [f"{round(1.3 * n, 2) if n else 0.0}em" for n in range(len(lines))]


def test_colours_and_weights_are_kept() -> None:
    spans = with_text('<b>bold</b><br><span style="color:#123456">one<br>two</span>').iter(f"{SVG}tspan")
    styles = [span.get("style") for span in spans if span.get("style")]
    assert styles == ["font-weight:bold", "fill:#123456", "fill:#123456"]


def test_a_text_outside_the_axes_is_left_out_as_plotly_does() -> None:
    of = drawn("lenet5")
    outside = {**of["layout"]["annotations"][0], "x": -1}
    more = {**of, "layout": {**of["layout"], "annotations": [*of["layout"]["annotations"], outside]}}
    assert still_svg(more) == still_svg(of)


def test_shapes_are_drawn_once_they_are_any() -> None:
    of = drawn("lenet5")
    line = {"type": "path", "path": "M1,1L2,2", "line": {"color": "#ff0000", "width": 2, "dash": "solid"}}
    more = {**of, "layout": {**of["layout"], "shapes": [*of["layout"]["shapes"], line]}}
    paths = ET.fromstring(still_svg(more)).findall(f"{SVG}path")
    assert [path.get("d") for path in paths] == ["M1,1L2,2"]


def test_sides_are_rounded_as_plotly_rounds_them() -> None:
    """Measured in the browser: a slot 41.6 px wide at 8.125 begins at 8.13 and is 42 px wide."""
    of = drawn("lenet5")
    source = photo_png(np.zeros((2, 3, 3), np.float32))
    trace = {"source": source, "x0": 8.125 + 41.6 / 6, "dx": 41.6 / 3, "y0": 1 + 0.25, "dy": 0.5}
    image = ET.fromstring(still_svg({**of, "data": [trace]})).findall(f"{SVG}image")[-1]
    assert [float(image.get(name, "")) for name in ("x", "y", "width", "height")] == [8.13, 1, 42, 1]


def test_names_of_classes_are_shown_letter_by_letter() -> None:
    """Plotly makes a link of <a href>, and drops what looks like any other element."""
    name = "<a href='http://x'>y</a> & <b>"
    assert _fitting(name, 1000, False) == "&lt;a href='http://x'&gt;y&lt;/a&gt; &amp; &lt;b&gt;"
    (span,) = with_text(_fitting(name, 1000, True)).findall(f"{SVG}tspan")
    assert "".join(span.itertext()) == name
