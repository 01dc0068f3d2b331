"""Ways to bring the end of a branch to another size: what joins offer where their branches do not fit.

A way takes a stack, the shape that enters it, and the wanted size, (rows, columns) or () for a row of numbers. It gives the
changed stack, or None where it does not lead to that size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.errors import ExplorerError, listed
from explorer.layers.base import Layer, Shape
from explorer.layers.composite.composite import Mend, stack_output_shape
from explorer.layers.pooling.pool import MaxPool2D
from explorer.layers.reshaping.cropping import Cropping2D
from explorer.layers.reshaping.flatten import Flatten
from explorer.layers.reshaping.up_sampling import UpSampling2D
from explorer.layers.reshaping.zero_padding import ZeroPadding2D
from explorer.layers.sliding import Sliding
from explorer.layers.stack import Layers
from explorer.settings import SidesValue, setting_text


@dataclass(frozen=True)
class Way:
    """A changed stack. In `words`, @ stands for the branch, or for the layer at `place` if that is what changes."""

    words: str
    layers: Layers
    place: int | None = None


def strided(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """Another stride for one of its windows; a pooling for a stack without any."""
    end = _map_end(stack, shape)
    if end is None or len(size) != 2:
        return None
    windows = [place for place, layer in enumerate(stack) if isinstance(layer, Sliding)]
    for place in reversed(windows):
        for words, changes in _strides(stack[place], end, size):
            changed = _with(stack, place, changes)
            if changed is not None and _size(changed, shape) == size:
                return Way(words, changed, place)
    if windows or not all(have > want and have % want == 0 for have, want in zip(end, size, strict=True)):
        return None
    strides = (end[0] // size[0], end[1] // size[1])
    if max(strides) > 4:
        return None
    return Way(
        f"Put a max pooling with a stride of {setting_text(strides)} on @",
        (*stack, MaxPool2D(pool_size=strides, strides=strides)),
    )


def up_sampled(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """An up-sampling at its end."""
    end = _map_end(stack, shape)
    if end is None or len(size) != 2 or any(want % have for have, want in zip(end, size, strict=True)):
        return None
    factors = (size[0] // end[0], size[1] // end[1])
    if max(factors) > 32:
        return None
    return Way(f"Up-sample @ to {size[0]:,} × {size[1]:,}", (*stack, UpSampling2D(size=factors)))


def cropped(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """A cropping at its end. It keeps more than half of the rows and columns, or it would be another network."""
    end = _map_end(stack, shape)
    if end is None or len(size) != 2 or any(not want <= have < 2 * want for have, want in zip(end, size, strict=True)):
        return None
    return Way(f"Crop @ to {size[0]:,} × {size[1]:,}", (*stack, Cropping2D(cropping=_halves(end, size))))


def padded(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """Zeros around its end; not more of them than there are numbers."""
    end = _map_end(stack, shape)
    if end is None or len(size) != 2 or any(not have <= want < 2 * have for have, want in zip(end, size, strict=True)):
        return None
    return Way(f"Pad @ with zeros to {size[0]:,} × {size[1]:,}", (*stack, ZeroPadding2D(padding=_halves(size, end))))


def unflattened(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """Without the layer that makes one row of numbers of its maps."""
    for place, layer in enumerate(stack):
        below = stack_output_shape(stack[:place], shape)
        if len(below) == 3 and len(layer.output_shape(below)) == 1:
            changed = (*stack[:place], *stack[place + 1 :])
            return Way("Remove @", changed, place) if _size(changed, shape) == size else None
    return None


def flattened(stack: Layers, shape: Shape, size: Shape) -> Way | None:
    """A flatten layer at its end."""
    end = _map_end(stack, shape)
    return Way("Flatten @", (*stack, Flatten())) if end is not None and size == () else None


WayTo = Callable[[Layers, Shape, Shape], Way | None]
"""A way: a stack, the shape that enters it, the wanted size."""
WAYS: tuple[WayTo, ...] = (
    strided,
    up_sampled,
    cropped,
    padded,
    unflattened,
    flattened,
)


def in_words(ways: Sequence[tuple[int, str, Way]]) -> tuple[str, tuple[str, ...]]:
    """Several ways, each with the number and the name of its branch, in words, as `Mend` wants them."""
    inner = tuple(f"b{branch}.{way.place}" for branch, _, way in ways if way.place is not None)
    if len({way.words for _, _, way in ways}) == 1:
        (_, first, way), *_ = ways
        names = ["{}" if each.place is not None else name for _, name, each in ways]
        if len(names) > 1 and first.startswith("branch "):
            names = [
                "branches " + names[0].removeprefix("branch "),
                *(name.removeprefix("branch ") for name in names[1:]),
            ]
        return way.words.replace("@", listed(names)), inner
    parts = [way.words.replace("@", "{}" if way.place is not None else name) for _, name, way in ways]
    return parts[0] + "".join(f", and {part[0].lower()}{part[1:]}" for part in parts[1:]), inner


def mend(ways: Sequence[tuple[int, str, Way]], changes: dict[str, Any], also: str = "") -> Mend:
    """The ways as one change of a composite; `also` is said behind them."""
    words, inner = in_words(ways)
    return Mend(words + also, changes, inner)


def _map_end(stack: Layers, shape: Shape) -> Shape | None:
    """The rows and columns that a stack ends in; None if it ends in a row of numbers."""
    size = _size(stack, shape)
    return size if size else None


def _size(stack: Layers, shape: Shape) -> Shape | None:
    """The same, () for a row of numbers; None if the stack does not fit."""
    try:
        return stack_output_shape(stack, shape)[:-1]
    except ExplorerError:
        return None


def _with(stack: Layers, place: int, changes: dict[str, Any]) -> Layers | None:
    try:
        return (*stack[:place], stack[place].with_settings(**changes), *stack[place + 1 :])
    except ExplorerError:
        return None


def _strides(layer: Layer, end: Shape, size: Shape) -> list[tuple[str, dict[str, Any]]]:
    """Strides that turn about `end` rows and columns into `size`, as they are and with the padding “same”, in words."""
    assert isinstance(layer, Sliding)
    rows, cols = (max(round(layer.step[axis] * end[axis] / size[axis]), 1) for axis in (0, 1))
    if (rows, cols) == layer.step:
        return []
    words = f"Make the stride of @ {setting_text((rows, cols))}"
    return [
        (words, {"strides": (rows, cols)}),
        (f"{words}, and its padding “same”", {"strides": (rows, cols), "padding": "same"}),
    ]


def _halves(large: Shape, small: Shape) -> SidesValue:
    """What the larger size has more than the smaller one, half before and half after."""
    rows, cols = (large[axis] - small[axis] for axis in (0, 1))
    return (rows // 2, rows - rows // 2), (cols // 2, cols - cols // 2)
