"""The layers that share a column of the overview with a layer: a convolution, its normalization and its activation."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from explorer.figures.overview.folding import fold
from explorer.figures.overview.geometry.columns import drawn_step
from explorer.network import Cell, Network, Step
from explorer.scene import Face


@lru_cache(maxsize=32)
def _companions(network: Network) -> dict[str, frozenset[str]]:
    """For every step the paths of all steps in its column."""
    return {path: frozenset(column.steps) for column in fold(network) for path in column.steps}


def column_of(network: Network, path: str) -> tuple[str, ...]:
    """The paths of the steps, in order, that make one number of the column out of another: `path` is one of them.

    The first computes a number from others; each of the rest makes another number of it, cell by cell.
    """
    companions = _companions(network).get(path, frozenset({path}))
    chain = [path]
    while _passes_on(step := network.step(chain[0])) and step.sources[0] in companions:
        chain.insert(0, step.sources[0])
    while True:
        takers = network.takers(chain[-1])
        if len(takers) != 1 or takers[0].path not in companions or not _passes_on(takers[0]):
            return tuple(chain)
        chain.append(takers[0].path)


def _passes_on(step: Step) -> bool:
    """Whether the step makes each number out of the one at the same place, and may so stand in the column of another."""
    one_source = len(step.sources) == 1 and not step.layer.branches
    return one_source and "kernel" not in step.param_shapes and step.output_shape == step.input_shape


def shown_path(network: Network, path: str, face: Face = "after") -> str:
    """The step whose numbers the picture of the column of `path` shows."""
    return drawn_step(network, column_of(network, path), face)


def shown_cell(network: Network, cell: Cell, face: Face = "after") -> Cell:
    """The cell whose number stands for `cell`: that of its column's picture for the first layer there, else its own."""
    is_first = cell.path == column_of(network, cell.path)[0]
    return cell_in(cell, shown_path(network, cell.path, face)) if is_first else cell


def cell_in(cell: Cell, path: str) -> Cell:
    """The cell at the same place of another step of the column."""
    return replace(cell, path=path)
