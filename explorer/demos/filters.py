"""Demos of filters: what one is, what ReLU does with its map, and filters of a single pixel."""

from __future__ import annotations

from dataclasses import replace

from explorer.demos.scenes import conv, on_photo
from explorer.layers import Layer, ReLU
from explorer.network import Cell
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough

FOUR = ("sobel_x", "sobel_y", "laplacian", "blue_yellow")
"""Hand-made filters: vertical edges, horizontal edges, spots and lines, blue against yellow."""


def filters() -> Walkthrough:
    """One filter, the same weights at every place, another filter, four maps."""

    def coffee(names: tuple[str, ...], row: int, col: int, channel: int = 0) -> Scene:
        return on_photo("coffee", (conv(len(names)),), Cell("0", row, col, channel), ("0", names))

    return Walkthrough(
        (
            Stop(
                coffee(FOUR[:1], 21, 15),
                "This filter is a window of 3 × 3 weights for red, for green and for blue: **27 weights**. Multiply each "
                "by the number under it and add up. On the left rim of the cup the sum is 2.73: the photo gets brighter to "
                "the right.",
                title="A filter is a window of weights",
            ),
            Stop(
                coffee(FOUR[:1], 20, 51),
                "Here it gets darker to the right, so the sum is negative: −2.83. The weights are the same, only the patch of "
                "the photo has changed.",
                title="The same weights, another place",
            ),
            Stop(
                coffee(FOUR[:1], 55, 20),
                "On the plain table the sum is only −0.16. The 62 × 62 sums together are the **map**: it shows where the photo "
                "has what the filter looks for. The whole layer has 28 parameters, its bias counted. A dense layer with as "
                "many units would need 47,238,916.",
                title="All the sums are a map",
            ),
            Stop(
                coffee(FOUR[1:2], 31, 39),
                "It finds edges that run across: at the lower rim of the cup the sum is −3.58, because it gets darker "
                "downwards. The filter before it has −0.85 at this cell.",
                True,
                "Now turn the filter by a quarter. Which edges of the cup will its map show?",
                "A quarter turn",
            ),
            Stop(
                coffee(FOUR, 31, 39, 3),
                "Four filters make **4 maps**: vertical edges, horizontal edges, spots and lines, blue against yellow. The "
                "next layer reads all of them at once. Each filter has its own 28 parameters, 112 in total.",
                title="Each filter makes a map",
            ),
        ),
        "Filters and their maps",
    )


def relu() -> Walkthrough:
    """A negative sum, what ReLU makes of it, a positive one, the share of zeros."""
    layers: tuple[Layer, ...] = (conv(2), ReLU())

    def dahlia(path: str, row: int, col: int) -> Scene:
        return on_photo("flower", layers, Cell(path, row, col, 0), ("0", FOUR[:2]))

    return Walkthrough(
        (
            Stop(
                replace(dahlia("0", 36, 56), face="before"),
                "On the right edge of the flower it gets darker, so this filter for vertical edges gives −2.90. Orange "
                "stands for negative numbers, blue for positive ones.",
                title="A negative sum",
            ),
            Stop(
                dahlia("1", 36, 56),
                "1,909 cells, about half. ReLU keeps what is positive and makes 0 of the rest: max(0, −2.90) = 0. Where it "
                "gets darker to the right, the map is silent now.",
                True,
                "ReLU makes 0 of every negative number. How many of the 3,844 cells of this map will that be: a few, about "
                "half, nearly all?",
                "Half of the map falls silent",
            ),
            Stop(
                dahlia("1", 22, 9),
                "On the left side of the flower it gets brighter, and 2.52 passes as it is. So this map shows left edges only; "
                "a filter with the opposite signs would show the right ones.",
                title="A positive sum passes",
            ),
            Stop(
                dahlia("1", 22, 55),
                "Without ReLU, two convolutions in a row are no more than one larger convolution. The bend at zero is what "
                "lets a deep network say more than a shallow one, and ReLU has 0 parameters.",
                title="Why bend at all?",
            ),
        ),
        "ReLU: only what is positive",
    )


def one_by_one() -> Walkthrough:
    """Three filters of one pixel, colours against each other, a bottleneck."""
    names = ("grey", "red_green", "blue_yellow")

    def brushes(row: int, col: int, channel: int) -> Scene:
        return on_photo("brushes", (conv(3, 1),), Cell("0", row, col, channel), ("0", names))

    def mixed(layers: tuple[Layer, ...], path: str) -> Scene:
        return on_photo("brushes", layers, Cell(path, 40, 30, 3), tool="layer")

    wide: tuple[Layer, ...] = (conv(64, padding="same"), ReLU())
    return Walkthrough(
        (
            Stop(
                brushes(40, 30, 0),
                "A filter of 1 × 1 sees no neighbours. It multiplies red, green and blue of one pixel by 3 weights: here they "
                "mix to the grey 0.38.",
                title="A window of one pixel",
            ),
            Stop(
                brushes(40, 30, 1),
                "The second filter is red minus green: 0.945 − 0.082 = 0.863 on the pink brush. The map shows where red wins.",
                title="Red against green",
            ),
            Stop(
                brushes(20, 8, 2),
                "The third filter sets blue against red and green. On the blue brush it gives 0.48, on the pink one −0.05. "
                "The three filters with their biases have 12 parameters.",
                title="Blue against yellow",
            ),
            Stop(
                mixed((*wide, *wide), "2"),
                "From here on the weights are random: only the numbers of parameters matter. 64 filters of 3 × 3 that read 64 "
                "maps have 36,928 parameters.",
                title="Deep layers are expensive",
            ),
            Stop(
                mixed((*wide, conv(16, 1), ReLU(), *wide), "2"),
                "16 filters of 1 × 1 bring 64 maps down to 16, for 1,040 parameters. The 3 × 3 convolution after them then "
                "needs 9,280: together 10,320, less than a third.",
                True,
                "Put 16 filters of 1 × 1 before the second convolution, so that it reads 16 maps. Will this take more "
                "parameters in total, or fewer?",
                "A bottleneck saves weights",
            ),
        ),
        "1 × 1: mixing channels",
    )
