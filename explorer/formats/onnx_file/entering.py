"""What enters a graph: which input is the image, how its axes may lie, and how large it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from explorer.errors import FormatError
from explorer.formats.onnx_file.graph import Entry, Graph, Node, shown
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
    said = len(given) == 4 and _is_said(graph, entry)
    layouts = layouts[:1] if said else layouts
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
    if None not in given[1:] and not said:
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


def _is_said(graph: Graph, entry: Entry) -> bool:
    """Whether the image goes through an Identity before anything else, which says that its axes lie as usual."""
    return any(node.op == "Identity" and entry.name in node.inputs for node in graph.nodes)


_STEPS = 12
"""Operators that are followed to find out how the axes of the input lie: preprocessing takes a few."""


def _turned(graph: Graph, entry: Entry) -> str | None:
    """The layout that the first operators tell: a Transpose to channels first says that they are last.

    tf2onnx writes a Reshape in its place where there is one channel.
    """
    shape = entry.shape or ()
    name = entry.name
    for place, node in enumerate(_followed(graph, name)):
        if node.op == "Transpose" and tuple(node.attributes.get("perm") or ()) == (0, 3, 1, 2):
            return "nrch"
        if node.op == "Reshape" and len(shape) == 4 and shape[3] == 1 != shape[1]:
            return "nrch"
        if place == 0 and node.op in ("Flatten", "Reshape", "Unsqueeze") and len(shape) == 3:
            axes = node.attributes.get("axes")
            return "nrc" if not isinstance(axes, tuple) or axes[:1] == (1,) else None
    return None


def _followed(graph: Graph, name: str) -> Iterator[Node]:
    """The first operators that read a tensor, one after the other, up to one that tells the axes apart."""
    for _ in range(_STEPS):
        node = next((each for each in graph.nodes if name in each.inputs), None)
        if node is None:
            return
        yield node
        if node.op in ("Conv", "ConvTranspose", "MaxPool", "AveragePool", "BatchNormalization", "Transpose", "Reshape"):
            return
        name = node.outputs[0] if node.outputs else ""
