"""The lessons on why images need convolution, and on what a convolution is."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies import convolution, turning, why

WHY = "Why convolution"
CONVOLUTION = "Convolution"

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "dense",
        "Dense layers do not scale",
        WHY,
        why.dense,
        ("dense_parameters",),
        (
            Pick("side", "Side of the image, px", ("28", "64", "128", "256", "512", "1024"), "256"),
            Pick("units", "Units", ("16", "64", "128", "512"), "128"),
        ),
        (src.LECUN, src.GOODFELLOW),
    ),
    Lesson(
        "position",
        "Does the map move with the image?",
        WHY,
        why.position,
        ("shifted",),
        (Slider("shift", "Move the picture to the right, px", 0, why.MARGIN, 5),),
        (src.ZHANG, src.AZULAY),
    ),
    Lesson(
        "tied",
        "Many neurons, the same weights",
        CONVOLUTION,
        convolution.tied,
        ("plain_reads", "conv_parameters"),
        (Slider("row", "Row of the weight", 0, 2, 0), Slider("column", "Column of the weight", 0, 2, 2)),
        (src.FUKUSHIMA, src.LECUN),
    ),
    Lesson(
        "sliding",
        "The sliding window",
        CONVOLUTION,
        convolution.sliding,
        ("value", "plain_size"),
        (Slider("row", "Row of the window", 0, 5, 1), Slider("column", "Column of the window", 0, 5, 2)),
        (src.DUMOULIN,),
    ),
    Lesson(
        "patch",
        "One cell, one sum",
        CONVOLUTION,
        convolution.patch,
        ("value",),
        (Slider("row", "Row of the cell", 0, 29, 12), Slider("column", "Column of the cell", 0, 29, 9)),
        (src.DUMOULIN, src.ARTICLE),
    ),
    Lesson(
        "filter",
        "Filter and kernel",
        CONVOLUTION,
        convolution.filters_and_kernels,
        ("conv_parameters",),
        (
            Pick("channels", "Input channels", ("1", "3", "8"), "3"),
            Pick("filters", "Filters", ("1", "2", "4", "8"), "2"),
        ),
        (src.DUMOULIN,),
    ),
    Lesson(
        "detectors",
        "A map is a list of answers",
        CONVOLUTION,
        convolution.detectors,
        ("which_filter",),
        (Pick("filter", "Filter", tuple(convolution.DETECTORS), "Vertical edges"),),
        (src.SOBEL, src.ZEILER),
    ),
    Lesson(
        "layout",
        "Batch, rows, columns, channels",
        CONVOLUTION,
        turning.layout,
        ("places",),
        (
            Slider("image", "Image of the batch", 0, turning.BATCH[0] - 1, 1),
            Slider("row", "Row", 0, turning.BATCH[1] - 1, 2),
            Slider("column", "Column", 0, turning.BATCH[2] - 1, 3),
            Slider("channel", "Channel", 0, turning.BATCH[3] - 1, 1),
        ),
        (src.ARTICLE,),
    ),
    Lesson(
        "flip",
        "The flip",
        CONVOLUTION,
        turning.flip,
        ("flipped_value",),
        (Pick("kernel", "Kernel", tuple(turning.KERNELS), "Emboss"),),
        (src.SOBEL, src.DUMOULIN),
    ),
)
