"""A display list as an SVG document: text stays text, and everything that a figure says is escaped."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from functools import singledispatch
from html import escape

import numpy as np
from PIL import Image

from explorer.figures.svg import attributes
from explorer.figures.theme import FONT
from explorer.figures.vector.blocks import blocks
from explorer.figures.vector.inks import NONE, Color, hex_of
from explorer.figures.vector.items import Box, Cells, Drawing, Item, Line, Paint, Path, Picture, Span, Text, Window
from explorer.figures.vector.markup import LINE_SPACING

MOST_CELLS = 1024
"""Cells of a matrix that are drawn as one rectangle each; more become a picture with a px for each."""
_KINDS = {b"\x89PNG": "png", b"\xff\xd8\xff\xe0": "jpeg", b"\xff\xd8\xff\xe1": "jpeg", b"RIFF": "webp"}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], " ")
"""Characters that no XML document may hold (XML 1.0, 2.2)."""


def svg_of(drawing: Drawing, *, unit: str = "", scale: float = 1, title: str = "", font: str = FONT) -> str:
    """The document. Its size is that of the drawing times `scale`, in `unit` ("" for px); `title` is read to the blind."""
    size = attributes(
        xmlns="http://www.w3.org/2000/svg",
        width=f"{_n(drawing.width * scale)}{unit}",
        height=f"{_n(drawing.height * scale)}{unit}",
        viewBox=f"0 0 {_n(drawing.width)} {_n(drawing.height)}",
        font_family=font,
    )
    named = f"{attributes(role='img', aria_label=_clean(title))}><title>{_words(title)}</title>" if title else ">"
    back = ""
    if drawing.background[3]:
        back = f'<rect width="100%" height="100%"{_ink("fill", drawing.background)}/>'
    return f"<svg{size}{named}{back}{''.join(map(_element, drawing.items))}</svg>"


def _words(text: str) -> str:
    return escape(_clean(text), quote=False)


def _clean(text: str) -> str:
    """A text without what no XML document may hold."""
    return text.translate(_CONTROL).encode("utf-8", "replace").decode()


@singledispatch
def _element(item: Item) -> str:
    raise TypeError(f"{type(item).__name__} has no SVG")


@_element.register
def _(item: Box) -> str:
    place = attributes(x=_n(item.left), y=_n(item.top), width=_n(item.width), height=_n(item.height))
    corner = attributes(rx=_n(item.radius)) if item.radius else ""
    return f"<rect{place}{corner}{_paint(item.paint)}/>"


@_element.register
def _(item: Path) -> str:
    data = "".join(f"{letter}{','.join(map(_n, numbers))}" for letter, numbers in item.commands)
    return f"<path{attributes(d=data)}{_paint(item.paint)}/>"


@_element.register
def _(item: Window) -> str:
    place = attributes(x=_n(item.left), y=_n(item.top), width=_n(item.width), height=_n(item.height))
    view = attributes(viewBox=f"{_n(item.left)} {_n(item.top)} {_n(item.width)} {_n(item.height)}", overflow="hidden")
    return f"<svg{place}{view}>{''.join(map(_element, item.items))}</svg>"


@_element.register
def _(item: Picture) -> str:
    kind = next((kind for start, kind in _KINDS.items() if item.source.startswith(start)), "png")
    return _image(item.left, item.top, item.width, item.height, item.source, kind, item.smooth)


@_element.register
def _(item: Cells) -> str:
    if item.colors.shape[0] * item.colors.shape[1] <= MOST_CELLS or any(item.gap):
        return f'<g shape-rendering="crispEdges">{"".join(_cell_boxes(item))}</g>'
    parts = []
    for left, top, width, height, colors in blocks(item):
        stream = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(colors), "RGBA").save(stream, "PNG")
        parts.append(_image(left, top, width, height, stream.getvalue(), "png", smooth=False))
    return "".join(parts)


def _cell_boxes(cells: Cells) -> Iterator[str]:
    """A rectangle per cell that is not transparent; neighbours of one colour share one where there is no gap."""
    right, down = (gap / 2 for gap in cells.gap)
    for at, row in enumerate(cells.colors.tolist()):
        top, bottom = sorted((cells.ys[at], cells.ys[at + 1]))
        first = 0
        for col in range(1, len(row) + 1):
            if col < len(row) and row[col] == row[first] and not right:
                continue
            x0, x1 = sorted((cells.xs[first], cells.xs[col]))
            red, green, blue, alpha = row[first]
            if alpha:
                place = attributes(
                    x=_n(x0 + right),
                    y=_n(top + down),
                    width=_n(x1 - x0 - 2 * right),
                    height=_n(bottom - top - 2 * down),
                )
                yield f"<rect{place}{_ink('fill', (red, green, blue, alpha / 255))}/>"
            first = col


def _image(left: float, top: float, width: float, height: float, source: bytes, kind: str, smooth: bool) -> str:
    place = attributes(x=_n(left), y=_n(top), width=_n(width), height=_n(height), preserveAspectRatio="none")
    crisp = "" if smooth else ' style="image-rendering:pixelated"'
    return f'<image{place}{crisp} href="data:image/{kind};base64,{base64.b64encode(source).decode()}"/>'


@_element.register
def _(item: Text) -> str:
    turn = f"rotate({_n(item.angle)} {_n(item.x)} {_n(item.y)})" if item.angle else ""
    place = attributes(x=_n(item.x), y=_n(item.y), font_size=_n(item.size), text_anchor=item.anchor)
    look = f"{_ink('fill', item.color)}{attributes(transform=turn) if turn else ''}"
    return f'<text{place}{look} style="white-space:pre">{"".join(_lines(item))}</text>'


def _lines(item: Text) -> Iterator[str]:
    for at, line in enumerate(item.lines):
        body = "".join(_spans(line, item.size))
        yield f'<tspan x="{_n(item.x)}" dy="{_n(LINE_SPACING * item.size)}">{body}</tspan>' if at else body


def _spans(line: Line, size: float) -> Iterator[str]:
    rise = 0.0
    for span in line:
        yield _span(span, size, rise)
        rise = span.rise
    # The next line counts its distance from this one's base line.
    if rise:
        yield f'<tspan dy="{_n(rise * size)}">\N{ZERO WIDTH SPACE}</tspan>'


def _span(span: Span, size: float, rise: float) -> str:
    look = {
        **({"font_weight": "bold"} if span.bold else {}),
        **({"font_style": "italic"} if span.italic else {}),
        **({"font_size": _n(span.size * size)} if span.size != 1 else {}),
        **({"dy": _n((rise - span.rise) * size)} if span.rise != rise else {}),
        **({"fill": hex_of(span.color)} if span.color else {}),
    }
    letters = _words(span.text)
    return f"<tspan{attributes(**look)}>{letters}</tspan>" if look else letters


def _paint(paint: Paint) -> str:
    look = _ink("fill", paint.fill)
    if paint.evenodd:
        look += attributes(fill_rule="evenodd")
    if not _is_drawn(paint):
        return look
    look += _ink("stroke", paint.stroke)
    if paint.width != 1:
        look += attributes(stroke_width=_n(paint.width))
    if paint.dash:
        look += attributes(stroke_dasharray=" ".join(map(_n, paint.dash)))
    return look


def _is_drawn(paint: Paint) -> bool:
    return paint.stroke != NONE and paint.stroke[3] > 0 and paint.width > 0


def _ink(what: str, color: Color) -> str:
    if not color[3]:
        return attributes(**{what: "none"})
    opacity = {} if color[3] >= 1 else {f"{what}_opacity": _n(color[3], 3)}
    return attributes(**{what: hex_of(color), **opacity})


def _n(value: float, decimals: int = 2) -> str:
    """A number without zeros that say nothing."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
