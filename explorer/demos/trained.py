"""Demos on the network that was trained on flowers: what it sees, how it decides, how it learned."""

from __future__ import annotations

from explorer.demos.scenes import flowers
from explorer.network import Cell
from explorer.scene import Scene
from explorer.scene.walkthrough import Stop, Walkthrough


def receptive_field() -> Walkthrough:
    """From a window of 3 px to nearly the whole photo."""

    def dahlia(path: str, row: int, col: int) -> Scene:
        return flowers("flower", Cell(path, row, col, 5), tool="receptive-field")

    return Walkthrough(
        (
            Stop(
                dahlia("1", 30, 30),
                "A cell of the first convolution reads 3 × 3 px. That is its **receptive field**: all that it can know of the "
                "photo.",
                title="A keyhole",
            ),
            Stop(
                dahlia("3", 30, 30),
                "5 × 5 px. It reads 3 × 3 cells, and the outer ones look 1 px further on each side.",
                True,
                "A cell of the second convolution reads 3 × 3 cells of the first. How many pixels of the photo does it see?",
                "Windows of windows",
            ),
            Stop(
                dahlia("6", 15, 15),
                "Pooling halves the maps, so from here on neighbours stand 2 px apart. The next convolution adds 4 px to the "
                "6 × 6 px of a pooled cell: 10 × 10 px.",
                title="Pooling makes the steps longer",
            ),
            Stop(
                dahlia("13", 7, 7),
                "At the end of the third block a cell sees 32 × 32 px, a quarter of the photo. The heart of the dahlia "
                "fits in.",
                title="A quarter of the photo",
            ),
            Stop(
                dahlia("18", 4, 4),
                "This window spans 68 × 68 px, and the photo has 64 × 64. The cell reads 62 × 62 of them, the rest lies in the "
                "padding. Only now can one cell answer for a whole flower.",
                title="Nearly the whole photo",
            ),
        ),
        "Receptive field: what a cell sees",
    )


def depth() -> Walkthrough:
    """Fewer cells, more maps, and what they look for."""

    def meadow(path: str, row: int, col: int, channel: int) -> Scene:
        return flowers("dandelions", Cell(path, row, col, channel), tool="receptive-field")

    return Walkthrough(
        (
            Stop(
                meadow("2", 28, 10, 9),
                "The first convolution makes 12 maps of 64 × 64 cells. You can still see the meadow in them: each shows "
                "one kind of edge or one colour.",
                title="Edges and colours",
            ),
            Stop(
                meadow("9", 22, 22, 10),
                "The second block has 20 maps of 32 × 32 cells. This one answers to short slanting strokes; its cells see "
                "14 × 14 px.",
                title="Strokes and corners",
            ),
            Stop(
                meadow("14", 11, 11, 8),
                "The third block has 32 maps of 16 × 16 cells. This one is silent on most of the meadow, and answers with "
                "1.50 on the large dandelion clock in front.",
                title="Parts of things",
            ),
            Stop(
                meadow("19", 6, 4, 5),
                "16 times fewer: 49,152 after the first convolution, and 3,072 in 48 maps of 8 × 8 cells. Where a thing is "
                "matters less and less, what it is matters more.",
                True,
                "Maps become smaller, but there are more of them. How many times fewer numbers are left in the last block than "
                "after the first convolution?",
                "Small maps, many of them",
            ),
            Stop(
                meadow("21", 0, 0, 5),
                "Global average pooling keeps one number for each map: 48 numbers for the whole photo. The answer is made "
                "of them alone.",
                title="One number for each map",
            ),
        ),
        "Depth: from edges to flowers",
    )


def softmax() -> Walkthrough:
    """Dense sums, probabilities, and a photo of something else."""
    return Walkthrough(
        (
            Stop(
                flowers("dandelion", Cell("22", 0, 0, 1)),
                "The dense layer has one unit for each of 5 flowers. This one multiplies 48 numbers by 48 weights and adds its "
                "bias: 4.80 for “dandelion”. The layer has 245 parameters.",
                title="One sum for each flower",
            ),
            Stop(
                flowers("dandelion", Cell("23", 0, 0, 1)),
                "Softmax raises e to the power of each sum and divides by the total of all five, so the answers lie between 0 "
                "and 1 and add up to 1. “Dandelion” gets 99.7%. The second largest sum, −1.63 for “sunflowers”, gets only "
                "0.2%.",
                title="Sums become probabilities",
            ),
            Stop(
                flowers("fig", Cell("23", 0, 0, 2)),
                "“Roses”, 92.5%. The five answers must add up to 1, and “none of them” is not among them. A high probability "
                "does not mean that the network knows the thing.",
                True,
                "This network knows five flowers. Now it gets a fig in a red bowl. What will it say?",
                "It has to choose",
            ),
            Stop(
                flowers("fig", Cell("22", 0, 0, 2)),
                "The sum for roses is 3.70, the one for tulips 1.18. Only their difference counts, 2.52: e to that power is "
                "12.4, so roses are that many times as probable as tulips.",
                title="Only differences count",
            ),
        ),
        "Softmax: sums become probabilities",
    )


def learning() -> Walkthrough:
    """The same photos before, during and after training."""

    def answer(sample: str, epoch: int, unit: int = 1) -> Scene:
        return flowers(sample, Cell("23", 0, 0, unit), epoch=epoch)

    return Walkthrough(
        (
            Stop(
                answer("dandelion", 0),
                "Before training all weights are random. Even so, the network says “dandelion”, with 60.8%. Does it know "
                "something already?",
                title="Before the first photo",
            ),
            Stop(
                answer("fig", 0),
                "“Dandelion” again, 60.9%. The random weights give nearly the same answer to every photo. Of 728 test "
                "photos it answers 23.5% correctly, little more than the 20% of guessing.",
                True,
                "Give the untrained network a fig. What will it say?",
                "It says so of everything",
            ),
            Stop(
                answer("dandelion", 1),
                "After 1 pass over the training photos it is less sure, 36.1%, and better: 48.6% of the test photos. Each pass "
                "changes every weight a little, so that the right answer becomes more probable.",
                title="Epoch 1",
            ),
            Stop(
                answer("dandelion", 8),
                "97.3% for this clock, and 72.5% of the test photos are answered correctly. The maps have begun to differ from "
                "each other: filters have found their tasks.",
                title="Epoch 8",
            ),
            Stop(
                answer("dandelion", 160),
                "99.7%, and 83.9% of the test photos. From epoch 80 to 160 only 0.7 points were gained: the training "
                "photos are learned by then. Press Play in the strip below the maps to see all of it.",
                title="Epoch 160",
            ),
        ),
        "Learning: before and after",
    )
