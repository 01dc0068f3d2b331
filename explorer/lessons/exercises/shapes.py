"""Exercises about sizes: of maps, and of windows on the image."""

from __future__ import annotations

import random

from explorer.layers import Conv2D, Layer, MaxPool2D
from explorer.ledger import output_size as derive
from explorer.lessons.exercises.exercise import ExerciseDraft, Mistake, answer_text
from explorer.lessons.tools import conv
from explorer.network import Network
from explorer.settings import PaddingValue

PADDINGS: tuple[PaddingValue, ...] = ("valid", "same", ((1, 1), (1, 1)), ((2, 2), (2, 2)))


def output_size(rng: random.Random) -> ExerciseDraft:
    """The rows of a map after a convolution with any settings."""
    stride, dilation = rng.choice((1, 1, 2, 2, 3)), rng.choice((1, 1, 1, 2))
    return _size(rng, stride, dilation, rng.choice(PADDINGS))


def plain_size(rng: random.Random) -> ExerciseDraft:
    """The rows of a map after a convolution without stride, dilation and padding."""
    return _size(rng, 1, 1, "valid")


def stride_size(rng: random.Random) -> ExerciseDraft:
    """The rows of a map after a convolution with a stride, without dilation and padding."""
    return _size(rng, rng.choice((2, 2, 3, 4)), 1, "valid")


def padded_size(rng: random.Random) -> ExerciseDraft:
    """The rows of a map after a convolution with padding, without dilation."""
    return _size(rng, rng.choice((1, 1, 2)), 1, rng.choice(PADDINGS[1:]))


def _size(rng: random.Random, stride: int, dilation: int, padding: PaddingValue) -> ExerciseDraft:
    length, kernel = rng.randint(7, 64), rng.choice((2, 3, 4, 5, 7))
    length = max(length, (kernel - 1) * dilation + 1)
    layer = conv(1, kernel, stride, padding, dilation)
    derivation = derive(layer, (length, length, 3), 0)
    pads, reach = derivation.before + derivation.after, (kernel - 1) * dilation + 1
    inside = length + pads - reach
    mistakes = [
        Mistake(answer_text(1 - (-inside // stride)), "That rounds up; a window that does not fit is left out."),
        Mistake(answer_text(inside // stride), "That forgets the first window: the 1 in front."),
        Mistake(answer_text(1 + (length - reach) // stride), "That forgets the padding."),
        Mistake(answer_text(1 + inside), "That forgets the stride."),
        Mistake(answer_text(1 + (length + pads - kernel) // stride), "That forgets the dilation."),
        Mistake(
            answer_text(1 + (length + derivation.before - reach) // stride), "That counts the padding on one side only."
        ),
        Mistake(answer_text(length), "That is the size of the input."),
    ]
    plain = stride == dilation == 1 and not pads
    if plain:
        mistakes.append(
            Mistake(answer_text(length - kernel - 1), "That is two too few: windows fit at size − kernel + 1 places.")
        )
    words = {"valid": "nothing added around it (no padding)", "same": "padding “same”"}
    pad = words[padding] if isinstance(padding, str) else f"a padding of {padding[0][0]} on each side"
    dilated = f", dilation {dilation}" if dilation > 1 else ""
    steps = "stride 1 (it stops at every row)" if plain else f"stride {stride}"
    return ExerciseDraft(
        f"A map of **{length} rows** enters a convolution: kernel {kernel} × {kernel}, {steps}{dilated}, {pad}. "
        "How many rows come out?",
        answer_text(derivation.result),
        tuple(mistakes),
        f"{derivation.text}.",
        unit="rows",
    )


def receptive_field(rng: random.Random) -> ExerciseDraft:
    """The rows of the image that the window of a cell of the last layer spans, padding included."""
    layers = _layers(rng)
    network = Network(tuple(layers), (64, 64, 3))
    window = network.steps[-1].window
    assert window is not None
    spans = [layer.taps[0] for layer in layers if isinstance(layer, Conv2D | MaxPool2D)]
    strides = [layer.step[0] for layer in layers if isinstance(layer, Conv2D | MaxPool2D)]
    without = 1 + sum(span - 1 for span in spans)
    late, jump = 1, 1
    for span, stride in zip(spans, strides, strict=True):
        jump *= stride
        late += (span - 1) * jump
    product = 1
    for span in spans:
        product *= span
    names = ", ".join(
        f"convolution {layer.taps[0]} × {layer.taps[0]}" + (f" stride {layer.step[0]}" if layer.step[0] > 1 else "")
        if isinstance(layer, Conv2D)
        else "max pooling 2 × 2 stride 2"
        for layer in layers
    )
    steps, size, jump = [], 1, 1
    for span, stride in zip(spans, strides, strict=True):
        steps.append(f"{size} + ({span} − 1)·{jump} = {size + (span - 1) * jump}")
        size, jump = size + (span - 1) * jump, jump * stride
    return ExerciseDraft(
        f"From the image upwards: {names}. How many **rows of the image** does one cell of the last layer span?",
        answer_text(window.rows.size),
        (
            Mistake(
                answer_text(without), "That forgets that strides below spread the window: each step counts for more px."
            ),
            Mistake(
                answer_text(late), "That lets a layer's own stride widen its own window; it widens only those above it."
            ),
            Mistake(answer_text(sum(spans)), "That adds the kernels; each adds one less than its size."),
            Mistake(answer_text(product), "That multiplies the kernels; windows add up, only strides multiply."),
            Mistake(answer_text(spans[-1]), "That is the window on the layer below, not on the image."),
        ),
        f"Start with 1 and add (kernel − 1) times the product of the strides below: {'; '.join(steps)}.",
        unit="px",
    )


def _layers(rng: random.Random) -> list[Layer]:
    """Two to four layers with a window of more than 4 px on the image."""
    layers: list[Layer] = []
    for _ in range(rng.randint(2, 4)):
        if layers and isinstance(layers[-1], Conv2D) and rng.random() < 0.45:
            layers.append(MaxPool2D())
        else:
            size, stride = rng.choice((1, 3, 3, 3, 5)), rng.choice((1, 1, 1, 2))
            layers.append(conv(8, size, stride, "same"))
    window = Network(tuple(layers), (64, 64, 3)).steps[-1].window
    return layers if window is not None and window.rows.size > 4 else _layers(rng)
