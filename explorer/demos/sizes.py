"""Demos of what decides the size of a map: padding, stride, pooling, dilation."""

from __future__ import annotations

from dataclasses import replace

from explorer.demos.filters import FOUR
from explorer.demos.scenes import conv, on_photo
from explorer.layers import AveragePool2D, Layer, MaxPool2D, ReLU
from explorer.network import Cell
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough


def padding() -> Walkthrough:
    """Maps that shrink, a ring of zeros, and the edge that it makes."""
    shrinking = tuple(conv(4) for _ in range(3))

    def pagoda(layers: tuple[Layer, ...], cell: Cell) -> Scene:
        return on_photo("pagoda", layers, cell, ("0", FOUR))

    same = (conv(4, padding="same"),)
    return Walkthrough(
        (
            Stop(
                replace(pagoda(shrinking[:1], Cell("0", 0, 0, 1)), tool="receptive-field"),
                "A window of 3 × 3 that stays inside 64 × 64 px has 64 − 3 + 1 = 62 places along each side. So the map has "
                "62 × 62 cells: the pixels of the border never stand in the middle of a window.",
                title="Windows that stay inside",
            ),
            Stop(
                replace(pagoda(shrinking, Cell("2", 29, 29, 1)), tool="layer"),
                "Every such layer takes 2 rows and 2 columns away: 62, 60, 58. After 31 of them 2 × 2 cells would be left. "
                "(The last two layers have random weights.)",
                title="Deep networks would shrink away",
            ),
            Stop(
                replace(pagoda(same, Cell("0", 0, 30, 1)), tool="receptive-field"),
                "64 × 64 again. A ring of zeros 1 cell wide is put around the photo: 1 + (64 − 3 + 2) = 64. A filter of 5 × 5 "
                "needs a ring of 2.",
                True,
                "Padding “same” lets windows reach over the border. How large will the map be?",
                "Zeros around the photo",
            ),
            Stop(
                pagoda(same, Cell("0", 0, 30, 1)),
                "There is only sky up here, and yet this filter for horizontal edges gives 3.37. It compares the sky with the "
                "zeros, which are black. One row further down, the sum is −0.02.",
                title="The price: edges that are not there",
            ),
        ),
        "Padding: zeros at the border",
    )


def stride() -> Walkthrough:
    """Steps of one, two and three cells."""

    def mountains(step: int, row: int, col: int, tool: str = "arithmetic") -> Scene:
        layers = (conv(4, stride=step),)
        return on_photo("mountains", layers, Cell("0", row, col, 0), ("0", FOUR), tool=tool)

    return Walkthrough(
        (
            Stop(
                mountains(1, 24, 4),
                "With stride 1 the window moves on by 1 px. On 64 px there are 62 places for it along each side, and this cell "
                "is 1.89.",
                title="One pixel at a time",
            ),
            Stop(
                mountains(2, 12, 2),
                "With stride 2 it leaves out every second place: 1 + ⌊(64 − 3) / 2⌋ = 31. Row 12, column 2 reads what row 24, "
                "column 4 read before, so it is 1.89 again.",
                title="Every second place",
            ),
            Stop(
                mountains(2, 12, 2, "layer"),
                "The filters have not changed: 112 parameters, as before. But there is only a quarter of the work, 103,788 "
                "products where it was 415,152.",
                title="A quarter of the work",
            ),
            Stop(
                mountains(3, 8, 1),
                "1 + ⌊(64 − 3) / 3⌋ = 21. Windows of 3 px now stand edge to edge. The map is coarse: the ridge is still there, "
                "its fine lines are not.",
                True,
                "How many rows will the map have with stride 3?",
                "Edge to edge",
            ),
        ),
        "Stride: a window in larger steps",
    )


def pooling() -> Walkthrough:
    """The largest of four, no parameters, and the mean instead."""
    edges: tuple[Layer, ...] = (conv(4), ReLU())

    def fig(pool: Layer, row: int, col: int, tool: str = "arithmetic") -> Scene:
        return on_photo("fig", (*edges, pool), Cell("2", row, col, 0), ("0", FOUR), tool=tool)

    return Walkthrough(
        (
            Stop(
                fig(MaxPool2D(), 16, 9),
                "Max pooling looks at 2 × 2 cells and keeps the largest. Here that is 3.20, and 3.18, 0.80 and 1.08 are "
                "left out.",
                title="The strongest stays",
            ),
            Stop(
                fig(MaxPool2D(), 16, 9, "layer"),
                "A map of 62 × 62 cells becomes one of 31 × 31. Each map is pooled by itself, so there are 4 before and 4 "
                "after. Pooling learns nothing: it has 0 parameters.",
                title="Smaller maps",
            ),
            Stop(
                fig(MaxPool2D(), 16, 9, "receptive-field"),
                "This cell reads 4 × 4 px of the photo, and its right neighbour reads on 2 px further. If the edge of the bowl "
                "moves by 1 px inside the window, the maximum often stays the same.",
                title="A little shift does not matter",
            ),
            Stop(
                fig(AveragePool2D(), 16, 9),
                "2.06: the mean of the same four numbers. It says how much edge there is, max pooling says how strong the "
                "strongest one is.",
                True,
                "Average pooling takes the mean of the same four cells. Will the number be larger than 3.20, or smaller?",
                "The mean instead",
            ),
        ),
        "Pooling: the strongest of four",
    )


def dilation() -> Walkthrough:
    """Gaps between the weights, a stack of dilated layers, a stack of plain ones."""

    def drum(rate: int, row: int, col: int) -> Scene:
        layers = (conv(1, dilation=rate),)
        return on_photo("drum", layers, Cell("0", row, col, 0), ("0", FOUR[:1]), tool="receptive-field")

    def stack(*rates: int) -> Scene:
        layers = tuple(conv(1, dilation=rate) for rate in rates)
        return on_photo("drum", layers, Cell("2", 26, 26, 0), ("0", FOUR[:1]), tool="receptive-field")

    return Walkthrough(
        (
            Stop(
                drum(1, 22, 26),
                "A filter of 3 × 3 without gaps: the cell reads 3 rows and 3 columns, all next to each other.",
                title="No gaps",
            ),
            Stop(
                drum(2, 21, 25),
                "With dilation 2 there is a gap of 1 px between two weights. The 9 weights now span 5 × 5 px, and the layer "
                "still has 28 parameters.",
                title="Gaps of one pixel",
            ),
            Stop(
                drum(4, 19, 23),
                "With dilation 4 they span 9 × 9 px. The pixels in the gaps are not read at all: small details can fall "
                "through.",
                title="Gaps of three pixels",
            ),
            Stop(
                stack(1, 2, 4),
                "15 × 15 px: each layer adds twice its dilation, 1 + 2 + 4 + 8 = 15. And no pixel in between is left out. "
                "(The weights of the second and the third layer are random.)",
                True,
                "Three layers with dilation 1, 2 and 4, one after the other. How many pixels wide is what a cell of the last "
                "one reads?",
                "Each layer sees twice as far",
            ),
            Stop(
                stack(1, 1, 1),
                "Without dilation the same three layers read only 7 × 7 px. Networks that answer for every pixel use gaps to "
                "see far without pooling.",
                title="The same without gaps",
            ),
        ),
        "Dilation: filters with gaps",
    )
