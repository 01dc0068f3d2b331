"""The changes that practitioners make first: pooling over whole maps in place of flattening, depthwise separable convolutions.

Lin, Chen and Yan 2014, arXiv:1312.4400, section 3.2; Howard et al. 2017, arXiv:1704.04861, section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer.analysis.goals.edits import STRUCTURAL_SIZE, Edit, removal
from explorer.analysis.goals.goal import MACS, PARAMETERS, SIZE
from explorer.errors import listed
from explorer.layers import Conv2D, Dense, DepthwiseConv2D, Flatten, GlobalAveragePool2D, Layer
from explorer.layers.base import Shape

WORTH_IT = 0.75
"""A cost is to fall at least to this part of what it is: for less, narrower layers are enough."""
FEW_CHANNELS = 8
"""A convolution of fewer maps than this, such as the colours of an image, is cheap as it is."""


def is_usual(goal: str, now: int | None, target: int) -> bool:
    """Whether these changes are the usual answer: to a cost that is to fall a lot, or to one number for every map."""
    if now is None:
        return False
    if goal in (PARAMETERS, MACS):
        return target <= WORTH_IT * now
    return goal == SIZE and target == 1


def global_poolings(layers: Sequence[Layer], shapes: Sequence[Shape], goal: str) -> tuple[tuple[Edit, ...], ...]:
    """The mean of every map in place of the flatten layer; the same without the dense layers in between, too.

    Where the size is asked for, a global pooling behind the last maps. `shapes` are those that enter each layer, and last
    that of the output. Nothing where it would change nothing.
    """
    if goal == SIZE:
        edit = _pooling_at_the_end(layers, shapes)
        return ((edit,),) if edit else ()
    for index, layer in enumerate(layers):
        dense = [later for later in range(index + 1, len(layers)) if isinstance(layers[later], Dense)]
        if goal == PARAMETERS and dense and isinstance(layer, Flatten) and _averageable(shapes[index]):
            label = f"global average pooling in place of {{{index}}}"
            edit = Edit(index, label, STRUCTURAL_SIZE, replacement=(GlobalAveragePool2D(),))
            hidden = tuple(removal(each) for each in range(index + 1, dense[-1]))
            return ((edit,), (edit, *hidden)) if hidden else ((edit,),)
    return ()


def _averageable(shape: Shape) -> bool:
    """Whether there are maps of several cells, and enough of them that their means still say something."""
    return len(shape) == 3 and shape[0] * shape[1] > 1 and shape[2] >= FEW_CHANNELS


def _pooling_at_the_end(layers: Sequence[Layer], shapes: Sequence[Shape]) -> Edit | None:
    """Global average pooling to maps of one cell, behind the last layer that makes maps."""
    last = max(index for index, shape in enumerate(shapes) if len(shape) == 3)
    if shapes[last][0] * shapes[last][1] == 1:
        return None
    where = f"before {{{last}}}" if last < len(layers) else "at the end"
    return Edit(
        last, f"insert global average pooling {where}", STRUCTURAL_SIZE, layer=GlobalAveragePool2D(keepdims=True)
    )


def separable(layers: Sequence[Layer], shapes: Sequence[Shape], goal: str) -> Iterator[Edit]:
    """Every convolution that costs less as a depthwise one with a 1 × 1 one behind it, the one that saves most first."""
    saved: list[tuple[int, Edit]] = []
    for index, layer in enumerate(layers):
        shape = shapes[index]
        if not isinstance(layer, Conv2D) or layer.groups > 1 or len(shape) != 3 or shape[2] < FEW_CHANNELS:
            continue
        pair = as_separable(layer)
        less = _cost((layer,), shape, goal) - _cost(pair, shape, goal)
        if max(layer.kernel_size) > 1 and less > 0:
            label = f"make {{{index}}} depthwise separable"
            saved.append((less, Edit(index, label, STRUCTURAL_SIZE, replacement=pair)))
    yield from (edit for _, edit in sorted(saved, key=lambda each: -each[0]))


def as_separable(layer: Conv2D) -> tuple[Layer, Layer]:
    """A depthwise convolution with the window of `layer`, and a 1 × 1 convolution to its number of maps."""
    depthwise = DepthwiseConv2D(
        kernel_size=layer.kernel_size,
        strides=layer.strides,
        padding=layer.padding,
        dilation_rate=layer.dilation_rate,
        use_bias=False,
    )
    return depthwise, Conv2D(filters=layer.filters, kernel_size=(1, 1), use_bias=layer.use_bias)


def _cost(layers: Sequence[Layer], shape: Shape, goal: str) -> int:
    total = 0
    for layer in layers:
        total += layer.macs(shape) if goal == MACS else layer.param_count(shape)
        shape = layer.output_shape(shape)
    return total


def said_together(labels: Sequence[str]) -> str:
    """Labels of edits in one line, the names of what is treated alike in a list: "make conv1 and conv2 depthwise separable"."""
    parts: dict[str, list[str]] = {}
    for label in labels:
        start, end = next(((s, e) for s, e in _ALIKE if label.startswith(s) and label.endswith(e)), ("", label))
        parts.setdefault(f"{start}@{end}" if start else label, []).append(label.removeprefix(start).removesuffix(end))
    texts = [
        form.replace("@", listed(names)) if "@" in form else "; ".join([form] * len(names))
        for form, names in parts.items()
    ]
    return "; ".join(texts)


_ALIKE = (("make ", " depthwise separable"), ("remove ", ""))
