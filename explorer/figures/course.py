"""The course of a training as a figure: accuracy above and loss below, over the epochs whose weights are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.figures.theme import FONT, Theme
from explorer.weights.course import Course, PartCourse

HEIGHT = 300
"""Height of the figure in px; it takes the width that it is given."""
DASHES = ("solid", "dash")
"""How the lines of photographs that were not learned from, and of those that were, are told apart without colour."""


def course_figure(course: Course, epochs: Sequence[float], epoch: float, theme: Theme) -> dict[str, Any]:
    """Two panels over the same epochs, accuracy in percent and loss in nats: a line for unseen and one for learned photographs.

    The epochs stand side by side at equal distances, each named on the axis, because most of them are early ones. A vertical
    line marks `epoch`, one of `epochs`.
    """
    names = [str(each) for each in epochs]
    lines = []
    for part, dash in zip((course.unseen, course.learned), DASHES, strict=True):
        lines += [
            _line(names, part, part.accuracy, dash, theme, "y", "%{y:.1f}% correct"),
            _line(names, part, part.loss, dash, theme, "y2", "loss %{y:.2f}"),
        ]
    return {"data": lines, "layout": _layout(epochs.index(epoch), theme)}


def _line(
    epochs: Sequence[str], part: PartCourse, values: Sequence[float], dash: str, theme: Theme, axis: str, words: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(epochs),
        "y": list(values),
        "yaxis": axis,
        "name": part.part,
        "showlegend": axis == "y",
        "line": {"color": theme.bar if dash == "solid" else theme.ink, "width": 2, "dash": dash},
        "marker": {"size": 6, "symbol": "circle" if dash == "solid" else "square-open"},
        "hovertemplate": f"epoch %{{x}}, {part.part}: {words}<extra></extra>",
    }


def _layout(at: int, theme: Theme) -> dict[str, Any]:
    grid = {"gridcolor": theme.zero, "zeroline": False, "fixedrange": True}
    return {
        "height": HEIGHT,
        "margin": {"l": 48, "r": 8, "t": 32, "b": 40},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "xaxis": {
            "type": "category",
            "title": {"text": "epoch"},
            "anchor": "y2",
            "fixedrange": True,
            "showgrid": False,
        },
        "yaxis": {**grid, "domain": [0.55, 1], "range": [0, 104], "ticksuffix": "%", "nticks": 4},
        "yaxis2": {**grid, "domain": [0, 0.43], "rangemode": "tozero", "title": {"text": "loss"}, "nticks": 4},
        "shapes": [
            {
                "type": "line",
                "x0": at,
                "x1": at,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        ],
        "dragmode": False,
    }


def course_words(course: Course, epochs: Sequence[float]) -> str:
    """The course in words: where loss and accuracy begin and end."""
    return f"From epoch {epochs[0]} to {epochs[-1]}. {_part_words(course.unseen)} {_part_words(course.learned)}"


def _part_words(part: PartCourse) -> str:
    return (
        f"{part.images:,} {part.part}: {part.accuracy[0]:.1f}% to {part.accuracy[-1]:.1f}% answered correctly, "
        f"loss {part.loss[0]:.2f} to {part.loss[-1]:.2f}."
    )


def course_table(course: Course, epochs: Sequence[float]) -> str:
    """All numbers as a table in Markdown, a row per epoch."""
    unseen, learned = course.unseen, course.learned
    rows = zip(epochs, unseen.accuracy, learned.accuracy, unseen.loss, learned.loss, strict=True)
    return "\n".join(
        (
            f"| epoch | {unseen.part} | {learned.part} | loss, {unseen.part} | loss, {learned.part} |",
            "|--:|--:|--:|--:|--:|",
            *(f"| {epoch} | {a:.1f}% | {b:.1f}% | {c:.3f} | {d:.3f} |" for epoch, a, b, c, d in rows),
        )
    )
