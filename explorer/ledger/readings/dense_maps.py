"""The products of a dense unit arranged as maps: what each cell of the flattened maps adds to the sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.layers.base import Array
from explorer.ledger.kinds.dense import DenseLedger


@dataclass(frozen=True, eq=False)
class ContributionMaps:
    """The products of a dense unit in the shape of the maps that were flattened, (rows, columns, channels).

    The products and the `bias` add up to `result`. `origin` is the path of the step that has these maps.
    """

    origin: str
    products: Array
    bias: float
    result: float

    @property
    def total(self) -> Array:
        """The sum of the products at each place, over all channels: (rows, columns)."""
        total: Array = self.products.sum(axis=2)
        return total

    @property
    def subtotals(self) -> Array:
        """The sum of each channel's products, over all places: (channels,)."""
        subtotals: Array = self.products.sum(axis=(0, 1))
        return subtotals

    @property
    def order(self) -> list[int]:
        """Channels by the sum of the magnitudes of their products, the largest first."""
        sizes = np.abs(self.products).sum(axis=(0, 1))
        return [int(channel) for channel in np.argsort(-sizes, kind="stable")]

    @property
    def largest(self) -> tuple[int, int]:
        """Row and column where `total` is largest in magnitude; the first of equals."""
        sizes = np.abs(self.total)
        row, col = np.unravel_index(int(sizes.argmax()), sizes.shape)
        return int(row), int(col)


def contribution_maps(ledger: DenseLedger) -> ContributionMaps | None:
    """The products of a dense unit as maps; None unless its inputs are flattened maps of more than one place."""
    shape = ledger.origin_shape
    if len(shape) != 3 or shape[:2] == (1, 1) or ledger.count != int(np.prod(shape)):
        return None
    products = (ledger.values * ledger.weights).reshape(shape)
    return ContributionMaps(ledger.origin, products, ledger.bias, ledger.result)
