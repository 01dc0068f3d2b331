"""A component that saves a chart of the page as a file: the browser draws it once more, with Plotly, as large as asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from explorer.figures.theme import Theme
from explorer.views.components.register import register

_component = register("save")
CHARTS: Mapping[str, str] = MappingProxyType(
    {
        "overview_chart": "The maps of all layers",
        "photo": "The image",
        "explain_chart": "The arithmetic of the cell",
        "explain_contributions": "The contributions on the maps",
        "channels": "The maps of the layer",
        "color_filters": "The filters in colour",
        "strengths": "The strength of each map",
        "histogram": "The histogram of the map",
        "cone_maps": "What the cell reads, on the maps",
        "cone_side": "What the cell reads, from the side",
        "page_of_acts": "The maps of the layer, read",
        "page_of_gradients": "The gradients of the layer",
        "whatif_compare": "Before and after the change",
        "course_chart": "The course of the training",
        "silhouette_chart": "The network to scale",
        "growth_chart": "How receptive fields grow",
    }
)
"""The charts of the app by their keys, and what they are called. Those that are not on the page are left out."""


def file_stem(name: str) -> str:
    """A name as the beginning of a file's name: letters, digits, _ and - alone.

    >>> file_stem("../My network: 2")
    'My_network_2'
    """
    return re.sub(r"[^\w-]+", "_", name).strip("_")[:60] or "network"


def mount_save(theme: Theme, name: str, charts: Mapping[str, str] = CHARTS, key: str = "save_picture") -> None:
    """Show a row for the `charts` (keys and names) that are on the page: which one, as PNG, SVG or a web page, and Save.

    Files are called after `name`, such as "vgg16", and the chart's key. Their background is that of the page in `theme`.
    """
    pairs = [[chart, words] for chart, words in charts.items()]
    _component(key=key, data={"charts": pairs, "name": file_stem(name), "page": theme.page})
