"""A class map over the image: which places raise the score of a class."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analysis.influence import ClassMap
from explorer.figures.influence.photo import OwnPhoto, cell_places, photo_figure
from explorer.figures.theme import Theme
from explorer.network import Step

OVERLAY = ("rgba(77,184,255,0)", "rgba(77,184,255,0.85)")
"""Colors of no and of most evidence for a class, over the image: a blue that is visible on dark and bright images."""


def class_over_photo(photo: OwnPhoto, class_map: ClassMap, step: Step, theme: Theme, side: int) -> dict[str, Any]:
    """A class map, which lies at `step`, over the image: each cell is where it reads, and as wide as the step between cells."""
    chart, places = photo_figure(photo, theme, side), cell_places(step, photo)
    heat = {
        "type": "heatmap",
        "z": np.ascontiguousarray(class_map.values, np.float32),
        "x0": places.left + places.width / 2 - 0.5,
        "dx": places.width,
        "y0": places.top + places.height / 2 - 0.5,
        "dy": places.height,
        "zmin": 0,
        "zmax": float(class_map.values.max()) or 1.0,
        "colorscale": [[0, OVERLAY[0]], [1, OVERLAY[1]]],
        "showscale": False,
        "hovertemplate": "evidence %{z:.4g}<extra></extra>",
    }
    chart["data"].append(heat)
    chart["layout"]["hovermode"] = "closest"
    return chart
