"""Sliding-window arithmetic along one axis, in whole numbers: output length, padding, and the composed window.

The convention for 'same' is TensorFlow's (the odd zero goes after); sizes floor. See Dumoulin and Visin 2016,
"A guide to convolution arithmetic for deep learning", arXiv:1603.07285.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from explorer.settings import PaddingValue


@dataclass(frozen=True)
class Window:
    """The cells of a lower layer that one cell reads along one axis, where all cells read alike.

    `size`: cells spanned, dilation included. `jump`: the step from one cell's window to the next one's. `start`: the first
    cell that cell 0 reads; negative in the padding. All in cells of the lower layer.
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    def over(self, below: Window) -> Window:
        """This window composed with the one `below` it: what its cells read two layers down."""
        return Window(
            size=below.size + (self.size - 1) * below.jump,
            jump=below.jump * self.jump,
            start=below.start + self.start * below.jump,
        )

    def interval(self, first: int, last: int) -> tuple[int, int]:
        """The first and the last cell that the cells `first` to `last` (inclusive) read; they may lie in the padding."""
        return first * self.jump + self.start, last * self.jump + self.start + self.size - 1


def hull(windows: Sequence[Window | None]) -> Window | None:
    """The smallest window around all of them; None where one is not regular, or where their jumps differ."""
    regular = [window for window in windows if window is not None]
    if not regular or len(regular) < len(windows) or len({window.jump for window in regular}) > 1:
        return None
    start = min(window.start for window in regular)
    return Window(max(window.start + window.size for window in regular) - start, regular[0].jump, start)


class Windows(NamedTuple):
    """The windows along both axes."""

    rows: Window
    cols: Window


def span(kernel: int, dilation: int = 1) -> int:
    """Cells from the first to the last tap of a dilated kernel, both included."""
    return (kernel - 1) * dilation + 1


def same_padding(length: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Cells of padding (before, after) that make the output ceil(length / stride) long."""
    outputs = -(-length // stride)
    total = max((outputs - 1) * stride + span(kernel, dilation) - length, 0)
    return total // 2, total - total // 2


def padding_on(
    padding: PaddingValue, axis: int, length: int, kernel: int, stride: int, dilation: int = 1
) -> tuple[int, int]:
    """Cells of padding (before, after) that a padding setting means on `axis` (0 rows, 1 columns)."""
    if padding == "valid":
        return 0, 0
    if padding == "same":
        return same_padding(length, kernel, stride, dilation)
    assert not isinstance(padding, str)
    return padding[axis]


def filling(length: int, kernel: int, stride: int, before: int, after: int, dilation: int = 1) -> int:
    """Cells past the padding that the last window covers where the number of outputs is rounded up; 0 if it needs none.

    The rule of PyTorch and ONNX (`ceil_mode`): a window that would start after the last cell of the input is left out.
    """
    slack = length + before + after - span(kernel, dilation)
    start = (slack // stride + 1) * stride - before  # of the window that rounding up adds
    if slack % stride == 0 or start + before < 0 or start >= length:
        return 0
    return stride - slack % stride


def output_length(length: int, kernel: int, stride: int, before: int, after: int, dilation: int = 1) -> int:
    """1 + floor((length + before + after - span) / stride); zero or negative when the kernel does not fit."""
    return 1 + (length + before + after - span(kernel, dilation)) // stride
