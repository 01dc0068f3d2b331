"""What enters a graph: which input is the image, how its axes may lie, and how large it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.errors import FormatError
from explorer.formats.onnx_file.graph import Entry, Graph, shown
from explorer.formats.onnx_file.schema import short
from explorer.formats.onnx_file.tensors import BFLOAT16, DOUBLE, FLOAT, FLOAT16
from explorer.layers.base import Shape

USUAL_SIZE = (224, 224)
"""Rows and columns where the file leaves them open and nobody asks for others: what ImageNet's networks were trained with."""
_COLORS = (3, 1)
"""Channels to try where the file leaves them open."""
_LAYOUTS = {4: ("nhrc", "nrch"), 3: ("nhc", "nch", "hrc", "rch"), 2: ("nh", "ch"), 1: ("h",)}
"""How the axes of inputs with so many axes may lie, the usual way first (see `views.laid_out`)."""


@dataclass(frozen=True)
class Entrance:
    """One way to read the input: maps of `shape` whose axes are `letters`, `batch` images at a time."""

    shape: Shape
    letters: str
    batch: int


def image_of(graph: Graph) -> Entry:
    """The input that is the image. Raises FormatError where there is none."""
    images = [entry for entry in graph.inputs if entry.elem_type in (0, FLOAT, FLOAT16, DOUBLE, BFLOAT16)]
    if not images:
        what = "no input" if not graph.inputs else f"no input of floating-point numbers (“{short(graph.inputs[0].name)}”)"
        raise FormatError(f"The model has {what}.", "Export it with an image as its input.")
    read = {name for node in graph.nodes for name in node.inputs}
    return next((entry for entry in images if entry.name in read), images[0])


def is_free(entry: Entry) -> bool:
    """Whether the file leaves rows or columns open."""
    return entry.shape is None or (len(entry.shape) == 4 and entry.shape.count(None) > (entry.shape[0] is None))


def entrances(entry: Entry, size: tuple[int, int] | None) -> Iterator[Entrance]:
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
    if len(given) == 4 and _channels_last(given):
        layouts = layouts[::-1]
    for letters in layouts:
        sizes = dict(zip(letters, given, strict=True))
        for color in _COLORS:
            yield Entrance(
                (sizes.get("r", 1) or rows, sizes.get("c", 1) or cols, sizes["h"] or color),
                letters,
                sizes.get("n", 1) or 1,
            )
            if sizes["h"]:
                break


def _channels_last(shape: tuple[int | None, ...]) -> bool:
    """Whether a shape of four axes looks like TensorFlow's: few channels at its end, and not in front."""
    return shape[3] in (1, 3, 4) and shape[1] not in (1, 3, 4)
