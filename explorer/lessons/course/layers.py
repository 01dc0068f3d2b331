"""The lessons on a convolution's settings, and on the other layers."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies import functions, gathering, knobs, map_size
from explorer.weights import cards

CLASSES = cards.load("fashion_tinyvgg").classes
KNOBS = "Its settings"
OTHERS = "Other layers"

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "filters",
        "How many filters",
        KNOBS,
        knobs.filters,
        ("conv_parameters",),
        (Slider("filters", "Filters", 1, 8, 4),),
        (src.VGG,),
    ),
    Lesson(
        "size",
        "How large a filter",
        KNOBS,
        knobs.kernel_size,
        ("plain_size", "conv_parameters"),
        (Pick("size", "Rows and columns of the kernel", ("1", "3", "5", "7", "11"), "5"),),
        (src.VGG, src.RESNET),
    ),
    Lesson(
        "one",
        "1×1: mixing channels",
        KNOBS,
        knobs.one_by_one,
        ("conv_parameters",),
        (
            Pick("mix", "Mix", tuple(knobs.MIXES), "Red against green"),
            Pick("narrow", "Squeeze to this many maps", ("16", "64", "128"), "64"),
        ),
        (src.LIN, src.SZEGEDY, src.RESNET),
    ),
    Lesson(
        "stride",
        "Stride",
        KNOBS,
        map_size.stride,
        ("stride_size", "stride_reads"),
        (Slider("stride", "Stride", 1, 5, 2),),
        (src.SPRINGENBERG, src.RESNET, src.AZULAY),
    ),
    Lesson(
        "padding",
        "Padding: valid, same, full",
        KNOBS,
        map_size.padding,
        ("padded_reads", "padded_size"),
        (Pick("padding", "Padding", tuple(map_size.PADDINGS), "same"),),
        (src.DUMOULIN, src.ISLAM),
    ),
    Lesson(
        "output",
        "The size of the map, step by step",
        KNOBS,
        map_size.output,
        ("output_size", "repair"),
        (
            Slider("length", "Rows of the input", 7, 24, 12),
            Slider("kernel", "Kernel", 1, 7, 3),
            Slider("stride", "Stride", 1, 4, 2),
            Slider("dilation", "Dilation", 1, 3, 1),
            Pick("padding", "Padding on each side", tuple(map_size.SIDES), "valid"),
        ),
        (src.DUMOULIN,),
    ),
    Lesson(
        "relu",
        "ReLU, the bend",
        OTHERS,
        functions.relu,
        ("slopes",),
        (Slider("x", "Input", -5, 5, -2),),
        (src.NAIR,),
    ),
    Lesson(
        "vanishing",
        "Vanishing gradients",
        OTHERS,
        functions.vanishing,
        ("slopes",),
        (
            Slider("depth", "Layers", 1, 20, 8),
            Pick("input", "Input of each function", tuple(functions.INPUTS), "1"),
        ),
        (src.BENGIO, src.NAIR),
    ),
    Lesson(
        "pooling",
        "Pooling, and the way back",
        OTHERS,
        gathering.pooling,
        ("pooled",),
        (
            Pick("kind", "Pooling", ("max", "average"), "max"),
            Slider("row", "Row of the pooled cell", 0, 7, 3),
            Slider("column", "Column of the pooled cell", 0, 7, 4),
        ),
        (src.SCHERER, src.SPRINGENBERG),
    ),
    Lesson(
        "flatten",
        "Flatten and fully connected",
        OTHERS,
        gathering.flatten,
        ("dense_parameters", "places"),
        (Pick("class", "Class", CLASSES, "Sneaker"),),
        (src.LECUN, src.XIAO),
    ),
    Lesson(
        "softmax",
        "Softmax",
        OTHERS,
        functions.softmax,
        ("shares",),
        (
            *(
                Slider(name, name.capitalize(), -4, 6, start)
                for name, start in zip(functions.CLASS_NAMES, (2, 1, -1), strict=True)
            ),
            Slider("add", "Add to all three", 0, 200, 0, 10),
        ),
        (src.BRIDLE, src.GUO),
    ),
)
