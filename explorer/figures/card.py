"""The figures of a trained network's card: accuracy per class, and which classes it confuses."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from explorer.figures.theme import FONT, Theme
from explorer.weights.cards import Tested


def classes_figure(classes: Sequence[str], tested: Tested, theme: Theme) -> dict[str, Any]:
    """A horizontal bar per class: its accuracy in percent."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": list(tested.accuracy_per_class),
        "y": _labels(classes),
        "marker": {"color": theme.bar},
        "text": [f"{share:.1f}%" for share in tested.accuracy_per_class],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{x:.1f}% answered correctly<extra></extra>",
    }
    layout = _layout("Correct answers per class", theme)
    layout["xaxis"] = {"range": [0, 118], "visible": False, "fixedrange": True}
    return {"data": [bars], "layout": layout}


def confusion_figure(classes: Sequence[str], tested: Tested, theme: Theme) -> dict[str, Any]:
    """The confusion matrix: a row per true class, a column per answer, counts of test images.

    The colours follow the square root of the counts, so that rare confusions are seen beside the diagonal.
    """
    counts = [list(row) for row in tested.confusion]
    heatmap = {
        "type": "heatmap",
        "z": [[count**0.5 for count in row] for row in counts],
        "x": _labels(classes),
        "y": _labels(classes),
        "text": counts,
        "texttemplate": "%{text}",
        "textfont": {"size": 12},
        "customdata": counts,
        "colorscale": [[0, theme.zero], [1, theme.diverging[3]]],
        "showscale": False,
        "hovertemplate": "%{customdata} images of %{y} taken for %{x}<extra></extra>",
    }
    layout = _layout("True class (rows), answer (columns)", theme)
    layout["xaxis"] = {"tickangle": -50, "fixedrange": True}
    return {"data": [heatmap], "layout": layout}


def _labels(classes: Sequence[str]) -> list[str]:
    """Names that anybody may have given, letter by letter: Plotly takes some tags for formatting."""
    return [escape(name, quote=False) for name in classes]


def _layout(title: str, theme: Theme) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 14}, "x": 0},
        "height": 400,
        "margin": {"l": 84, "r": 8, "t": 36, "b": 72},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink},
        "yaxis": {"autorange": "reversed", "fixedrange": True, "ticks": ""},
        "dragmode": False,
    }


def classes_words(classes: Sequence[str], tested: Tested) -> str:
    """The accuracy of every class in words."""
    shares = zip(classes, tested.accuracy_per_class, strict=True)
    return f"Correct answers per class: {', '.join(f'{name} {share:.1f}%' for name, share in shares)}."


def confusion_words(tested: Tested) -> str:
    """The most frequent confusions in words."""
    pairs = ", ".join(
        f"{pair.count} images of {pair.true} were taken for {pair.predicted}" for pair in tested.confused_pairs
    )
    return f"True class by answer. Most often confused: {pairs}."
