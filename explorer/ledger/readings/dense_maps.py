"""A dense unit's products mapped back through Flatten: what every place of every map adds to the sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array
from explorer.ledger.kinds.dense import DenseLedger


@dataclass(frozen=True, eq=False)
class ContributionMaps:
    """The products of a dense unit, (rows, columns, channels) of the maps that were flattened.

    All of them and the `bias` add up to `result`.
    """

    origin: str
    products: Array
    bias: float
    result: float

    @property
    def total(self) -> Array:
        """What each place adds, all channels together: (rows, columns)."""
        found: Array = self.products.sum(axis=2)
        return found

    @property
    def subtotals(self) -> Array:
        """What each channel adds, all places together: (channels,)."""
        found: Array = self.products.sum(axis=(0, 1))
        return found

    @property
    def order(self) -> list[int]:
        """Channels by the sum of the magnitudes of their products, the largest first."""
        sizes = np.abs(self.products).sum(axis=(0, 1))
        return [int(channel) for channel in np.argsort(-sizes, kind="stable")]

    @property
    def largest(self) -> tuple[int, int]:
        """Row and column of the place that adds or takes most; the first of equals."""
        sizes = np.abs(self.total)
        row, col = np.unravel_index(int(sizes.argmax()), sizes.shape)
        return int(row), int(col)


def contribution_maps(ledger: DenseLedger) -> ContributionMaps | None:
    """The products behind a dense unit as maps; None where what it reads was no map, or the layer works on maps itself."""
    shape = ledger.origin_shape
    if len(shape) != 3 or shape[:2] == (1, 1) or ledger.count != int(np.prod(shape)):
        return None
    products = (ledger.values * ledger.weights).reshape(shape)
    return ContributionMaps(ledger.origin, products, ledger.bias, ledger.result)
