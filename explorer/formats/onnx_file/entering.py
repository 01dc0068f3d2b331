"""What enters a graph: which input is the image, how its axes may lie, and how large it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.errors import FormatError
from explorer.formats.onnx_file.graph import Entry, Graph, shown
from explorer.formats.onnx_file.schema import short
from explorer.formats.onnx_file.tensors import BFLOAT16, DOUBLE, FLOAT, FLOAT16
from explorer.formats.onnx_file.views import View, laid_out, merged
from explorer.layers.base import Shape
from explorer.limits import CHANNELS

USUAL_SIZE = (224, 224)
"""Rows and columns where the file leaves them open and nobody asks for others: what ImageNet's networks were trained with."""
_COLORS = (3, 1)
"""Channels to try where the file leaves them open."""
_LAYOUTS = {4: ("nhrc", "nrch"), 3: ("nhc", "nch", "nrc", "nhr", "hrc", "rch"), 2: ("nh", "ch"), 1: ("h",)}
"""How the axes of inputs with so many axes may lie, the usual way first (see `views.laid_out`)."""
_ROWS_OF_NUMBERS = ("n.", ".")
"""The last resort: all numbers of an image, or of all images, as one row, each number a channel."""


@dataclass(frozen=True)
class Entrance:
    """One way to read the input: maps of `shape` whose axes are `letters`, `batch` images at a time; `view` is that."""

    shape: Shape
    letters: str
    batch: int
    view: View


def image_of(graph: Graph) -> Entry:
    """The input that is the image. Raises FormatError where there is none."""
    images = [entry for entry in graph.inputs if entry.elem_type in (0, FLOAT, FLOAT16, DOUBLE, BFLOAT16)]
    if not images:
        what = (
            "no input" if not graph.inputs else f"no input of floating-point numbers (“{short(graph.inputs[0].name)}”)"
        )
        raise FormatError(f"The model has {what}.", "Export it with an image as its input.")
    read = {name for node in graph.nodes for name in node.inputs}
    return next((entry for entry in images if entry.name in read), images[0])


def is_free(entry: Entry) -> bool:
    """Whether the file leaves rows or columns open."""
    return entry.shape is None or (len(entry.shape) == 4 and entry.shape.count(None) > (entry.shape[0] is None))


def entrances(graph: Graph, entry: Entry, size: tuple[int, int] | None) -> Iterator[Entrance]:
    """The ways in which the input may be read, the likeliest first; `size` is for rows and columns that are left open.

    Raises FormatError for a shape that no image has.
    """
    given = entry.shape if entry.shape is not None else (None,) * 4
    if len(given) not in _LAYOUTS:
        raise FormatError(
            f"The input “{short(entry.name)}” has {len(given)} axes ({shown(given[:8])}).",
            "Read are images of 4 axes (images, channels, rows, columns), and rows of numbers.",
        )
    if any(n is not None and n < 1 for n in given):
        raise FormatError(f"The input “{short(entry.name)}” is of size {shown(given)}.", "Export the model again.")
    rows, cols = size or USUAL_SIZE
    layouts = _LAYOUTS[len(given)]
    turned = _turned(graph, entry)
    if turned is not None and turned in layouts:
        layouts = (turned, *(each for each in layouts if each != turned))
    for letters in layouts:
        sizes = dict(zip(letters, given, strict=True))
        for color in _COLORS if "h" in letters else (1,):
            channels = sizes.get("h", 1) or color
            shape = (sizes.get("r", 1) or rows, sizes.get("c", 1) or cols, channels)
            batch = sizes.get("n", 1) or 1
            yield Entrance(shape, letters, batch, laid_out(shape, batch, letters))
            if sizes.get("h", 1):
                break
    if None not in given[1:]:
        yield from _rows(tuple(n or 1 for n in given))


def _rows(shape: tuple[int, ...]) -> Iterator[Entrance]:
    """The input as one row of numbers."""
    for letters, kept in zip(_ROWS_OF_NUMBERS, (1, 0), strict=True):
        count = math.prod(shape[kept:])
        batch = math.prod(shape[:kept])
        rest = View((merged([(count, 1)]),)).reshaped(shape[kept:])
        if 1 <= count <= CHANNELS and rest is not None and len(shape) > kept:
            first = (merged([(batch, count)]),) if kept else ()
            yield Entrance((1, 1, count), letters, batch, View((*first, *rest.axes)))


def _turned(graph: Graph, entry: Entry) -> str | None:
    """The layout that the first operator tells: a Transpose to channels first says that they are last."""
    reader = next((node for node in graph.nodes if entry.name in node.inputs), None)
    if reader is None:
        return None
    if reader.op == "Transpose" and tuple(reader.attributes.get("perm") or ()) == (0, 3, 1, 2):
        return "nrch"
    if reader.op in ("Flatten", "Reshape", "Unsqueeze") and entry.shape is not None and len(entry.shape) == 3:
        return "nrc" if reader.op != "Unsqueeze" or reader.attributes.get("axes", (1,))[0] == 1 else None
    return None
