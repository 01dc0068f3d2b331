"""The effective receptive field: how the influence on a layer's cells is distributed over the window that they read.

Luo, Li, Urtasun and Zemel 2016, "Understanding the effective receptive field in deep convolutional neural networks",
arXiv:1701.04128.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.analysis.influence.saliency import saliency
from explorer.analysis.influence.target import target
from explorer.errors import SettingError, WeightsError, typed
from explorer.layers.base import Array, Params, as_map
from explorer.limits import WINDOW_CELLS
from explorer.network import Cell, Network, Step, check_network
from explorer.settings import check_whole
from explorer.windows import Windows

EFFECTIVE_SHARE = 0.95
"""The effective field is the smallest set of pixels that has this share of all influence."""
_PLASTIC = (0.7548776662466927, 0.5698402909980532)
"""Steps of an evenly spread sequence in the square: 1/p and 1/p^2 of the plastic number p."""


@dataclass(frozen=True, eq=False)
class EffectiveField:
    """The influence of each place of the textbook window: `mean` (window rows, window columns), the mean |derivative|.

    The mean is over `samples` pairs of an image and a cell; at places that lay in the padding for some of them, over the
    others. `within`, booleans of the same shape, is the smallest set of places that has EFFECTIVE_SHARE of the sum.
    """

    mean: Array
    within: Array
    samples: int

    @property
    def effective(self) -> int:
        """How many pixels the effective field has."""
        return int(self.within.sum())

    @property
    def share(self) -> float:
        """The part of the textbook window that is effective."""
        return self.effective / self.within.size


def effective_field(
    network: Network,
    params: Mapping[str, Params],
    runs: Iterable[Mapping[str, Array]],
    path: str,
    cells: int = 6,
) -> EffectiveField:
    """The mean influence on the cells of the step at `path`, over several images and `cells` cells of each.

    `runs` are the activations of one image each. Cells are spread evenly over those whose window lies in the image, if
    there are such, else over all; their channels too. A cell silenced by a ReLU counts with what enters the ReLU.
    Raises SettingError where windows are not regular, and so have no common shape to average in, or where they have more
    than WINDOW_CELLS px.
    """
    step = check_network(network).step(path)
    cells = check_whole("number of cells", cells, 1, 10_000)
    if isinstance(runs, str | bytes | Mapping | np.ndarray) or not isinstance(runs, Iterable):
        raise WeightsError(f"{typed(runs)} was given for the runs.", "Give a list of what explorer.run returned.")
    if step.window is None:
        raise SettingError(f"The windows of {step.name} are uneven.", "Choose a layer that comes before.")
    height, width = step.window.rows.size, step.window.cols.size
    if height * width > WINDOW_CELLS:
        raise SettingError(
            f"The window of {step.name} spans {width:,} × {height:,} px; influence is averaged over at most "
            f"{WINDOW_CELLS:,} px.",
            "Choose a layer that comes before.",
        )
    total, count = np.zeros((height, width)), np.zeros((height, width))
    samples = 0
    for number, acts in enumerate(runs):
        for cell in _cells(step, network.input_shape, number * cells, cells):
            gradient = np.abs(saliency(network, params, acts, target(network, acts, cell).cell)).sum(axis=2)
            top, left = (
                step.window.rows.interval(cell.row, cell.row)[0],
                step.window.cols.interval(cell.col, cell.col)[0],
            )
            _add(total, count, gradient, top, left)
            samples += 1
    mean = total / np.maximum(count, 1)
    return EffectiveField(mean, effective_set(mean), samples)


def _cells(step: Step, image: tuple[int, ...], first: int, count: int) -> Iterator[Cell]:
    """`count` cells of a step: numbers `first` to `first + count - 1` of an evenly spread sequence."""
    assert step.window is not None
    rows, cols, channels = as_map(step.output_shape)
    ranges = [_inner(step.window, axis, length, image[axis]) for axis, length in enumerate((rows, cols))]
    for n in range(first + 1, first + count + 1):
        row, col = (
            low + int((n * part) % 1 * (high - low)) for part, (low, high) in zip(_PLASTIC, ranges, strict=True)
        )
        yield Cell(step.path, row, col, (n * max(channels // 3, 1) + n) % channels)


def _inner(windows: Windows, axis: int, length: int, image: int) -> tuple[int, int]:
    """The cells along an axis (first, one past the last) whose windows lie in the image; all if there are none."""
    window = windows[axis]
    inside = [n for n in range(length) if window.interval(n, n)[0] >= 0 and window.interval(n, n)[1] < image]
    return (inside[0], inside[-1] + 1) if inside else (0, length)


def _add(total: Array, count: Array, gradient: Array, top: int, left: int) -> None:
    """Adds the part of `gradient` inside the window at (`top`, `left`) to `total`, and 1 to `count` wherever there is one.

    The window may reach beyond the image.
    """
    rows, cols = gradient.shape
    height, width = total.shape
    r0, r1, c0, c1 = max(top, 0), min(top + height, rows), max(left, 0), min(left + width, cols)
    if r0 < r1 and c0 < c1:
        place = (slice(r0 - top, r1 - top), slice(c0 - left, c1 - left))
        total[place] += gradient[r0:r1, c0:c1]
        count[place] += 1


def effective_set(mean: Array, share: float = EFFECTIVE_SHARE) -> Array:
    """The smallest set of places that has `share` of the sum of `mean`, as booleans; none where all is 0."""
    order = np.argsort(mean, axis=None, kind="stable")[::-1]
    sums = np.cumsum(mean.ravel()[order])
    within = np.zeros(mean.size, np.bool_)
    if sums[-1] > 0:
        within[order[: int(np.searchsorted(sums, share * sums[-1])) + 1]] = True
    return within.reshape(mean.shape)
