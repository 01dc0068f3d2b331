"""The output size of a layer with a sliding window, derived with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.errors import SettingError
from explorer.layers.base import Layer, Shape, need_map
from explorer.layers.sliding import Sliding
from explorer.windows import span

AXES = ("row", "column")


@dataclass(frozen=True)
class OutputSize:
    """1 + floor((length + before + after - dilation * (kernel - 1) - 1) / stride) = `result`, along `axis`.

    All in cells. `remainder` is what the floor discards: the last cells of the padded input, which no window reads. Of
    these `unread_padding` lie in the padding and `unread` on the map itself.

    Where a layer rounds up instead, one more window is there, which covers `beyond` cells past the padding; else that is 0.
    """

    axis: int
    length: int
    before: int
    after: int
    dilation: int
    kernel: int
    stride: int
    result: int
    remainder: int
    beyond: int = 0

    @property
    def unread_padding(self) -> int:
        """Cells of the padding after the map that no window reads."""
        return min(self.remainder, self.after)

    @property
    def unread(self) -> int:
        """Cells at the end of the map that no window reads."""
        return self.remainder - self.unread_padding

    @property
    def text(self) -> str:
        """The derivation in one line, and what becomes of the remainder."""
        inside = f"{self.length} + {self.before} + {self.after} − {self.dilation}·({self.kernel} − 1) − 1"
        rounded, left = ("ceil", self._past_the_end()) if self.beyond else ("floor", self._left_over())
        return f"1 + {rounded}(({inside}) / {self.stride}) = {self.result}, {left}"

    def _past_the_end(self) -> str:
        edge = "its padding" if self.after else "the input"
        return f"the last window reaches {self.beyond} {AXES[self.axis]}{'s' * (self.beyond != 1)} beyond {edge}"

    def _left_over(self) -> str:
        if not self.remainder:
            return "no remainder"
        parts = []
        if self.unread:
            parts.append(f"the last {_cells(self.unread, self.axis)} not read")
        if self.unread_padding:
            parts.append(f"the last {_cells(self.unread_padding, self.axis, ' of padding')} not read")
        return f"remainder {self.remainder}: {' and '.join(parts)}"


def _cells(count: int, axis: int, more: str = "") -> str:
    return f"{AXES[axis]}{more} is" if count == 1 else f"{count} {AXES[axis]}s{more} are"


def output_size(layer: Layer, input_shape: Shape, axis: int) -> OutputSize:
    """The derivation of the output size along `axis` (0 rows, 1 columns); `input_shape` is (rows, columns, channels).

    See Dumoulin and Visin 2016, arXiv:1603.07285. Raises SettingError if the layer has no sliding window, ShapeError if it
    cannot take an input of that shape.
    """
    if not isinstance(layer, Sliding):
        raise SettingError(f"{layer.kind} has no sliding window.", "Ask for a convolution or a pooling layer.")
    need_map(input_shape)
    result = layer.output_shape(input_shape)[axis]
    before, covered = layer.sides(input_shape)[axis]
    after = layer.padded(input_shape)[axis][1]
    length, kernel, dilation = input_shape[axis], layer.taps[axis], layer.dilation[axis]
    slack = length + before + after - span(kernel, dilation)
    left, beyond = (0, covered - after) if covered > after else (slack % layer.step[axis], 0)
    return OutputSize(axis, length, before, after, dilation, kernel, layer.step[axis], result, left, beyond)
