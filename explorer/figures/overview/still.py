"""The overview as one SVG document, drawn from the same figure that Plotly draws, at the same places.

The browser shows it before Plotly's script is there. Images are placed as Plotly places them (traces/image/plot.js): corners
rounded to hundredths of a px, sides to whole px. Where a text stands depends on the fonts of the visitor, so every
text carries the anchor and the point that the browser needs to place it as Plotly does (components/annotations/draw.js);
until then it stands within a px of that place.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from explorer.figures.svg import attributes
from explorer.figures.vector.markup import LINE_SPACING
from explorer.figures.vector.reading.overlays import BORDER, PADDING

_MARKUP = re.compile(r"(<[^<>]*>)")
_OPENING = re.compile(r"""<(b|i|span)(?:\s+style=["']([^"'<>]*)["'])?>""")
_STYLES = {"b": "font-weight:bold", "i": "font-style:italic"}
_ANCHORS = {"left": "start", "right": "end", "center": "middle"}
_BASELINES = {"top": "text-before-edge", "middle": "central", "bottom": "text-after-edge"}
_BESIDE = {"left": 1, "center": 0, "right": -1}
_BELOW = {"top": 1, "middle": 0, "bottom": -1}


def still_svg(
    figure: Mapping[str, Any], left: float = 0, top: float = 0, width_there: float = 0, shift: float | None = None
) -> str:
    """The SVG of an overview's figure (see `figure`): what lies behind the maps, the maps, shapes and texts.

    `left`, `top` and `width_there` tell the browser where the room for it begins in the window and how wide it is, in px.
    `shift` tells where in this room the picture begins: without it, it stands in the middle.
    """
    layout = figure["layout"]
    width, height = layout["width"], layout["height"]
    parts = [
        *(_backdrop(image) for image in layout["images"]),
        *(_picture(trace) for trace in figure["data"]),
        *(_shape(shape) for shape in layout["shapes"] if shape["path"] != "M0,0"),
        *(_text(each, layout["font"]) for each in layout["annotations"] if _is_inside(each, width, height)),
    ]
    head = attributes(xmlns="http://www.w3.org/2000/svg", width=width, height=height, viewBox=f"0 0 {width} {height}")
    place = attributes(data_left=left, data_top=top, data_room=width_there or width)
    scrolled = {} if shift is None else {"data_shift": shift, "style": f"margin-left:{shift}px"}
    return f"<svg{head}{place}{attributes(**scrolled)}>{''.join(parts)}</svg>"


def _backdrop(image: Mapping[str, Any]) -> str:
    place = attributes(x=image["x"], y=image["y"], width=image["sizex"], height=image["sizey"])
    return f'<image{place} preserveAspectRatio="none"{attributes(href=image["source"])}/>'


def _picture(trace: Mapping[str, Any]) -> str:
    """An image trace. Its corner is half a picture's px before the first px's centre; the far corner comes from its size."""
    rows, cols = _png_size(trace["source"])
    left, right = _edges(trace["x0"], trace["dx"], cols)
    top, bottom = _edges(trace["y0"], trace["dy"], rows)
    place = attributes(x=left, y=top, width=_whole(right - left), height=_whole(bottom - top))
    return f'<image{place} preserveAspectRatio="none" style="image-rendering:pixelated"{attributes(href=trace["source"])}/>'


def _png_size(address: str) -> tuple[int, int]:
    """Rows and columns of the PNG in a data address, from its header (PNG specification, 11.2.1)."""
    header = base64.b64decode(address.partition(",")[2][:32])
    return int.from_bytes(header[20:24], "big"), int.from_bytes(header[16:20], "big")


def _edges(centre: float, pitch: float, count: int) -> tuple[float, float]:
    """Where a row of `count` px begins and ends, as Plotly rounds it."""
    first = centre - pitch / 2
    return _hundredths(first), _hundredths(first + count * pitch)


def _hundredths(value: float) -> float:
    return math.floor(value * 100 + 0.5) / 100


def _whole(value: float) -> int:
    """The nearest whole number, halves upwards, as in JavaScript."""
    return math.floor(value + 0.5)


def _shape(shape: Mapping[str, Any]) -> str:
    line = shape["line"]
    stroke = {"stroke": line["color"], "stroke_width": line["width"]}
    return f"<path{attributes(d=shape['path'], fill=shape.get('fillcolor', 'none'), **stroke)}/>"


def _is_inside(annotation: Mapping[str, Any], width: float, height: float) -> bool:
    """Plotly leaves out texts whose anchor lies outside the axes."""
    inside = 0 <= annotation["x"] <= width and 0 <= annotation["y"] <= height
    return bool(inside and annotation["text"])


def _text(annotation: Mapping[str, Any], font: Mapping[str, Any]) -> str:
    own = annotation["font"]
    across, down, align = annotation["xanchor"], annotation["yanchor"], annotation.get("align", "center")
    x, y = annotation["x"], annotation["y"]
    style = (
        f"font-family:{font['family']};font-size:{own['size']}px;fill:{own['color']};font-weight:normal;font-style:normal;"
        "font-variant:normal;white-space:pre"
    )
    anchor = _ANCHORS[align if align != "center" else across]
    lines = "".join(_line(index, line) for index, line in enumerate(_lines(annotation["text"])))
    around = BORDER + annotation.get("borderpad", PADDING)
    place = f"translate({_hundredths(x + around * _BESIDE[across])},{_whole(y) + around * _BELOW[down]})"
    drawn = {"text_anchor": anchor, "dominant_baseline": _BASELINES[down], "transform": place, "style": style}
    told = {"data_x": x, "data_y": y, "data_around": around, "data_anchors": f"{across} {down} {_ANCHORS[align]}"}
    return f"<text{attributes(**drawn, **told)}>{lines}</text>"


def _line(index: int, spans: str) -> str:
    return f'<tspan x="0" y="0" dy="{round(index * LINE_SPACING, 2)}em">{spans}</tspan>'


def _lines(text: str) -> Iterator[str]:
    """The lines of a text in Plotly's markup (b, i, span with a style, br) as tspans, each line whole in itself."""
    open_styles: list[str] = []
    line: list[str] = []
    for part in _MARKUP.split(text):
        opening = _OPENING.fullmatch(part)
        if part == "<br>":
            yield _closed(line, open_styles)
            line = [_opened(style) for style in open_styles]
        elif opening:
            style = opening[2].replace("color", "fill") if opening[2] else _STYLES.get(opening[1], "")
            open_styles.append(style)
            line.append(_opened(style))
        elif part.startswith("</") and open_styles:
            open_styles.pop()
            line.append("</tspan>")
        else:
            line.append(escape(unescape(part), quote=False))
    yield _closed(line, open_styles)


def _opened(style: str) -> str:
    return f"<tspan{attributes(style=style)}>"


def _closed(line: list[str], open_styles: list[str]) -> str:
    return "".join(line) + "</tspan>" * len(open_styles)
