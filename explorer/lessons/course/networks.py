"""The lessons on whole networks."""

from __future__ import annotations

from explorer.lessons import sources as src
from explorer.lessons.lesson import Lesson, Pick, Slider
from explorer.lessons.studies import backward, hierarchy, networks

NETWORKS = "Whole networks"

LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "architecture",
        "The typical architecture",
        NETWORKS,
        networks.typical,
        ("parameters", "repair"),
        (Pick("network", "Network", tuple(networks.TYPICAL_PRESETS), "Typical CNN"),),
        (src.LECUN, src.VGG, src.ARTICLE),
    ),
    Lesson(
        "hierarchy",
        "Edges, parts, objects",
        NETWORKS,
        hierarchy.hierarchy,
        ("color_filter", "which_filter", "field"),
        (
            Pick("network", "Network", tuple(hierarchy.NETWORKS), hierarchy.LARGE),
            Pick("depth", "Depth", hierarchy.DEPTHS, "first"),
            Slider("filter", "One of its filters", 1, hierarchy.CHOICES, 1),
        ),
        (src.ZEILER, src.OLAH, src.TAN),
    ),
    Lesson(
        "parameters",
        "Counting parameters",
        NETWORKS,
        networks.parameters,
        ("parameters",),
        (Pick("network", "Network", tuple(networks.COUNTED_PRESETS), "Fashion TinyVGG"),),
        (src.VGG, src.LECUN),
    ),
    Lesson(
        "fields",
        "Reading receptive fields",
        NETWORKS,
        networks.fields,
        ("field", "reads"),
        (Pick("stack", "Layers", tuple(networks.STACKS), "With pooling"),),
        (src.ARAUJO, src.LUO),
    ),
    Lesson(
        "beat",
        "Does it beat a dense network?",
        NETWORKS,
        networks.beats,
        ("dense_parameters", "conv_parameters"),
        (Slider("shift", "Move the pictures, px", 0, 6, 3),),
        (src.XIAO, src.AZULAY, src.ZHANG),
    ),
    Lesson(
        "backward",
        "A first look backward",
        NETWORKS,
        backward.backward,
        ("slopes", "pooled"),
        (Slider("row", "Row of the pooled cell", 0, 3, 2), Slider("column", "Column of the pooled cell", 0, 3, 2)),
        (src.RUMELHART, src.LECUN),
    ),
)
