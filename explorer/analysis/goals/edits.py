"""Edit: one change of a stack of layers, how large it is, and the edits that are worth trying."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explorer.layers import Conv2D, Layer, MaxPool2D
from explorer.layers.base import Shape
from explorer.layers.sliding import Convolving, Sliding
from explorer.layers.stack import layer_at, replaced
from explorer.limits import CHANNELS
from explorer.settings import setting_text

KERNEL_SIZES = (*range(1, 10), 11, 13, 15)
STRIDES = (1, 2, 3, 4)
DILATION_RATES = (1, 2, 3, 4, 6, 8)
WIDTH_SETTINGS = ("filters", "units")
"""Settings that say how many channels or units a layer has."""
MAX_FILTERS = CHANNELS
"""Filters of an inserted convolution, at most: the largest setting of `filters`."""
STRUCTURAL_SIZE = 3.0
"""The size of inserting or removing a layer: as much as changing a setting to eight times its value."""


@dataclass(frozen=True)
class Edit:
    """One change at layer `index`: new `settings`, `layer` inserted before it, `replacement` in its place, or its removal.

    `label` says it in words, with the layer's name as "{index}". `size` is how large the change is, in doublings of a
    setting. `inside` is the path of the layer whose settings change, if that lies in the block at `index`.
    """

    index: int
    label: str
    size: float
    settings: tuple[tuple[str, Any], ...] = ()
    layer: Layer | None = None
    replacement: tuple[Layer, ...] = ()
    inside: str = ""

    @property
    def place(self) -> tuple[int, str]:
        """What it changes: of the edits with the same place only the best is proposed."""
        if self.replacement:
            return self.index, "replacement"
        return self.index, f"{self.inside} {self.settings[0][0]}" if self.settings else type(self.layer).__name__


def applied(layers: Sequence[Layer], edits: Sequence[Edit]) -> tuple[tuple[Layer, ...], tuple[int | None, ...]]:
    """The layers after `edits`, and the index that each had before (None: it is new). Raises SettingError."""
    edited, origin = list(layers), list[int | None](range(len(layers)))
    for edit in sorted(edits, key=lambda e: (e.index, e.layer is None), reverse=True):
        if edit.settings:
            path = edit.inside or str(edit.index)
            edited = list(replaced(edited, path, layer_at(edited, path).with_settings(**dict(edit.settings))))
        elif edit.layer is not None:
            edited.insert(edit.index, edit.layer)
            origin.insert(edit.index, None)
        elif edit.replacement:
            edited[edit.index : edit.index + 1] = edit.replacement
            origin[edit.index : edit.index + 1] = [None] * len(edit.replacement)
        else:
            del edited[edit.index], origin[edit.index]
    return tuple(edited), tuple(origin)


def clash(first: Edit, second: Edit) -> bool:
    """Whether two edits exclude each other: they change the same setting, or one removes the layer of the other."""
    if first.index != second.index or first.layer is not None or second.layer is not None:
        return False
    return first.place == second.place or not (first.settings and second.settings)


def setting_changes(index: int, layer: Layer) -> Iterator[Edit]:
    """Edits of the settings that decide the output size: kernel or pool size, strides, dilation, padding."""
    if not isinstance(layer, Sliding):
        return
    tried: dict[str, tuple[Any, ...]] = {
        "kernel_size": KERNEL_SIZES,
        "pool_size": KERNEL_SIZES,
        "strides": STRIDES,
        "dilation_rate": DILATION_RATES,
    }
    present = layer.settings()
    if not isinstance(layer, Convolving):
        del tried["dilation_rate"]  # poolings hardly ever have one
    for name, values in tried.items():
        if name in present:
            old = present[name]
            yield from (setting_change(index, name, old, (n, n)) for n in values if (n, n) != old)
    old = present.get("padding")
    for padding in ("valid", "same", ((1, 1), (1, 1)), ((2, 2), (2, 2))):
        if padding != old:
            yield Edit(index, _label(index, "padding", old, padding), 1.0, (("padding", padding),))


def setting_change(index: int, name: str, old: Any, new: Any) -> Edit:
    """The edit of one setting of layer `index` from `old` to `new`: a number or a pair of numbers."""
    return Edit(index, _label(index, name, old, new), _doublings(old, new), ((name, new),))


def within(edit: Edit, path: str, name: str) -> Edit:
    """The same change of the layer at `path`, which is called `name`, inside the block at the edit's index."""
    return replace(edit, inside=path, label=edit.label.replace(f"{{{edit.index}}}", name))


def removal(index: int) -> Edit:
    """The edit that takes layer `index` out."""
    return Edit(index, f"remove {{{index}}}", STRUCTURAL_SIZE)


def insertions(layers: Sequence[Layer], shapes: Sequence[Shape]) -> Iterator[Edit]:
    """A max pooling or a 3 x 3 convolution put in at every place where there are maps.

    `shapes` are those that reach each layer, and last that of the output.
    """
    for index, shape in enumerate(shapes):
        if len(shape) != 3 or (index < len(layers) and layers[index].accompanies):
            continue  # an activation or a normalisation stays with the layer that it follows
        where = f"before {{{index}}}" if index < len(layers) else "at the end"
        yield Edit(index, f"insert max pooling {where}", STRUCTURAL_SIZE, layer=MaxPool2D())
        conv = Conv2D(filters=min(shape[2], MAX_FILTERS), kernel_size=(3, 3), padding="same")
        yield Edit(index, f"insert a 3 × 3 convolution {where}", STRUCTURAL_SIZE, layer=conv)


def _label(index: int, name: str, old: Any, new: Any) -> str:
    return f"{{{index}}}: {name.replace('_', ' ')} {setting_text(old)} → {setting_text(new)}"


def _doublings(old: Any, new: Any) -> float:
    """How large a change is: the doublings (or halvings) between the two values, the larger number of a pair's."""
    if isinstance(old, tuple):
        return max(abs(math.log2(b / a)) for a, b in zip(old, new, strict=True))
    return abs(math.log2(new / old))
