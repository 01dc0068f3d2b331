"""The lessons on where textbook code breaks."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies import textbook

CODE = "Where textbook code breaks"

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "code-crop",
        "A convolution that works once",
        CODE,
        textbook.crop,
        ("plain_size", "output_size"),
        (
            Slider("kernel", "Rows and columns of the kernel", 1, 5, 2),
            Pick("image", "Image", tuple(textbook.WIDTHS), "square"),
        ),
        (src.ARTICLE, src.DUMOULIN),
    ),
    Lesson(
        "code-pools",
        "Axes and ties",
        CODE,
        textbook.pools,
        ("pooled",),
        (Slider("side", "Rows and columns", 5, 9, 8), Slider("channels", "Channels", 1, 6, 3)),
        (src.ARTICLE,),
    ),
    Lesson(
        "code-log",
        "Safe logarithms",
        CODE,
        textbook.log_softmax,
        ("shares",),
        (
            Pick("classes", "Classes", ("2", "10", "100", "1000"), "10"),
            Slider("gap", "The winner leads by", 5, 50, 25, 5),
        ),
        (src.BRIDLE, src.ARTICLE),
    ),
    Lesson(
        "code-words",
        "Sentences that cannot be right",
        CODE,
        textbook.claims,
        ("output_size", "parameters", "repair"),
        (
            Pick("kernel", "Kernel", ("3", "5", "7"), "3"),
            Slider("stride", "Stride", 2, 4, 2, 2),
        ),
        (src.ARTICLE, src.DUMOULIN, src.RESNET),
    ),
)
