"""Trying a repair: the layers after it, and how many of them then still wait behind one that does not fit.

Only shapes are followed, not windows or parameters: that takes microseconds per layer, so that many changes can be tried.
"""

from __future__ import annotations

from explorer.errors import Fix, ShapeError
from explorer.layers.base import Shape
from explorer.layers.composite.composite import Composite
from explorer.layers.stack import Layers, inserted, layer_at, layer_count, replaced
from explorer.limits import MAP_SIDE


def repaired(layers: Layers, fix: Fix) -> Layers:
    """The layers after a fix. Raises SettingError if they cannot have it.

    >>> repaired((explorer.Flatten(), explorer.ReLU()), Fix("Move flatten after relu", "0", to="1"))
    (ReLU(), Flatten())
    """
    layer = layer_at(layers, fix.path)
    if fix.changes is not None:
        return replaced(layers, fix.path, layer.with_settings(**fix.changes))
    without = replaced(layers, fix.path)
    return inserted(without, fix.to, layer) if fix.to else without


def unreached(layers: Layers, shape: Shape) -> int:
    """How many layers come at or behind the first that does not fit, those in composites counted; 0 if all fit."""
    return layer_count(layers) - _followed(layers, shape)[0]


def check_side(shape: Shape) -> None:
    """Raises ShapeError for maps with more rows or columns than MAP_SIDE."""
    side = max(shape[:-1], default=0)
    if side > MAP_SIDE:
        raise ShapeError(
            f"It would make maps of {side:,} cells a side, but {MAP_SIDE:,} is the most.", "Use less padding."
        )


def _followed(layers: Layers, shape: Shape) -> tuple[int, Shape | None]:
    """How many layers fit before one does not, and the shape behind them; None if one does not fit."""
    reached = 0
    for layer in layers:
        ends = []
        for branch in layer.branches:
            inside, end = _followed(branch, shape)
            reached += inside
            if end is None:
                return reached, None
            ends.append(end)
        try:
            shape = layer.joined(ends) if isinstance(layer, Composite) else layer.output_shape(shape)
            check_side(shape)
        except ShapeError:
            return reached, None
        reached += 1
    return reached, shape
