"""SVG documents of ours inside a figure, such as the cards behind the overview, as items: both writers then draw them alike."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from explorer.errors import SettingError
from explorer.figures.vector.inks import NONE, Color, color_of, faded
from explorer.figures.vector.items import Box, Item, Paint, Path
from explorer.figures.vector.paths import circle, commands_of, line, moved, turned
from explorer.figures.vector.reading.sources import SVG

_SPACE = "{http://www.w3.org/2000/svg}"
_ROTATE = re.compile(r"rotate\(([-0-9.]+)[ ,]+([-0-9.]+)[ ,]+([-0-9.]+)\)")
_KNOWN = {
    *("fill", "fill-opacity", "fill-rule", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "opacity"),
    *(
        "x",
        "y",
        "width",
        "height",
        "rx",
        "d",
        "cx",
        "cy",
        "r",
        "points",
        "transform",
        "stroke-linejoin",
        "stroke-linecap",
    ),
}


def document_items(address: str, left: float, top: float, width: float, height: float) -> tuple[Item, ...]:
    """The items of an SVG document in a data address, stretched over a rectangle.

    Raises SettingError for elements and properties that our documents do not have.
    """
    root = ElementTree.fromstring(base64.b64decode(address.removeprefix(SVG)))
    x0, y0, wide, high = (float(n) for n in root.attrib["viewBox"].split())
    across, down = width / wide, height / high
    place = _Place(left - x0 * across, top - y0 * down, across, down)
    return tuple(_item(element, place) for element in root)


class _Place:
    """Where the units of a document lie, in px."""

    def __init__(self, left: float, top: float, across: float, down: float) -> None:
        self.left, self.top, self.across, self.down = left, top, across, down

    def x(self, value: float) -> float:
        """The px of an x of the document."""
        return self.left + value * self.across

    def y(self, value: float) -> float:
        """The px of a y of the document."""
        return self.top + value * self.down


def _item(element: ElementTree.Element, place: _Place) -> Item:
    kind, given = element.tag.removeprefix(_SPACE), element.attrib
    unknown = next((name for name in given if name not in _KNOWN), None)
    if kind not in _SHAPES or unknown:
        raise SettingError(
            f"An SVG document with <{kind}{f' {unknown}' if unknown else ''}> is not drawn.", "Use shapes."
        )
    return _SHAPES[kind](element, place, _paint(element, place.across))


def _paint(element: ElementTree.Element, scale: float) -> Paint:
    given = element.attrib
    whole = float(given.get("opacity", 1))
    fill = _ink(given.get("fill", "black"), float(given.get("fill-opacity", 1)) * whole)
    stroke = _ink(given.get("stroke", "none"), float(given.get("stroke-opacity", 1)) * whole)
    dash = tuple(float(n) * scale for n in given.get("stroke-dasharray", "").replace(",", " ").split())
    width = float(given.get("stroke-width", 1)) * scale if stroke != NONE else 0
    return Paint(fill, stroke, width, dash, given.get("fill-rule") == "evenodd")


def _ink(text: str, opacity: float) -> Color:
    return faded(color_of(text), opacity)


def _rect(element: ElementTree.Element, place: _Place, paint: Paint) -> Item:
    x, y, width, height, radius = (float(element.get(name, 0)) for name in ("x", "y", "width", "height", "rx"))
    return Box(place.x(x), place.y(y), width * place.across, height * place.down, paint, radius * place.across)


def _path(element: ElementTree.Element, place: _Place, paint: Paint) -> Item:
    commands = commands_of(element.attrib["d"])
    if found := _ROTATE.fullmatch(element.get("transform", "")):
        degrees, x, y = (float(n) for n in found.groups())
        commands = turned(commands, degrees, x, y)
    return Path(moved(commands, place.x, place.y), paint)


def _circle(element: ElementTree.Element, place: _Place, paint: Paint) -> Item:
    x, y, radius = (float(element.attrib[name]) for name in ("cx", "cy", "r"))
    return Path(moved(circle(x, y, radius), place.x, place.y), paint)


def _polyline(element: ElementTree.Element, place: _Place, paint: Paint) -> Item:
    return Path(moved(line(list(_points(element.attrib["points"]))), place.x, place.y), paint)


def _points(text: str) -> Iterator[tuple[float, float]]:
    values = [float(n) for n in text.replace(",", " ").split()]
    yield from zip(values[::2], values[1::2], strict=True)


_SHAPES: dict[str, Callable[[ElementTree.Element, _Place, Paint], Item]] = {
    "rect": _rect,
    "path": _path,
    "circle": _circle,
    "polyline": _polyline,
}
