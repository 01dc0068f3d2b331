"""Sentences about influence: which number is asked about, and how large an effective receptive field is."""

from __future__ import annotations

import numpy as np

from explorer.analysis.influence import EffectiveField, Target
from explorer.figures.theme import number
from explorer.network import Cell, Network


def target_words(place: str, target: Target, exact: float, network: Network) -> str:
    """Which number the gradient is of: `place` names the selected cell, `exact` is that number."""
    if target.dead:
        return (
            f"**{place}** is 0: {target.dead} lets nothing through, because its input, {number(exact)}, is not above 0. So "
            f"no small change of a pixel changes it. The picture shows what changes its input instead."
        )
    if target.softmax:
        name = network.step(target.cell.path).name
        return (
            f"This picture shows what changes the score of **{place}** in {name}, {number(exact)}, before the softmax."
        )
    return f"This picture shows what changes **{place}**, now {number(exact)}."


def effective_words(effective: EffectiveField, name: str) -> str:
    """The effective receptive field of the layer `name` in numbers: its size beside that of the textbook window."""
    rows, cols = (np.flatnonzero(effective.within.any(axis=axis)) for axis in (1, 0))
    height, width = effective.within.shape
    if not effective.effective:
        return f"No pixel changes any of the {effective.samples} cells of {name} that were tried."
    return (
        f"A cell of **{name}** could read {height} × {width} = {effective.within.size:,} px. 95% of the influence comes from "
        f"**{effective.effective:,}** of them, {number(100 * effective.share)}%, which lie within {rows[-1] - rows[0] + 1} × "
        f"{cols[-1] - cols[0] + 1} px."
    )


def no_slope_words(cell: Cell) -> str:
    """The note for a cell whose gradient is 0 at every pixel."""
    return f"Nothing in this image changes it: every slope at row {cell.row}, column {cell.col} is exactly 0."
