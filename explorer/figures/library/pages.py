"""The public function that writes a network with an image as one web page."""

from __future__ import annotations

from typing import get_args

from explorer.errors import SettingError
from explorer.figures.library.run import WeightsLike, computed_run
from explorer.figures.overview.scales import BLOCK
from explorer.figures.static.moment import Moment
from explorer.figures.static.page import page_html
from explorer.images.choosing import ImageLike
from explorer.network import Cell, Network
from explorer.scene.viewing import LOOKS, Look


def page(
    network: Network,
    weights: WeightsLike,
    image: ImageLike = "cat",
    cell: Cell | None = None,
    *,
    title: str = "",
    author: str = "",
    note: str = "",
    scope: str = BLOCK,
    theme: Look = "auto",
) -> str:
    """The whole network as the text of one HTML file, in which every cell explains itself, without a server.

    `cell` is selected first; without it one in the middle of the first layer. `theme` is "light", "dark", or "auto", which
    follows the reader's system. A page of a network the size of TinyVGG takes at most 1 MB; that of a larger one has the
    numbers that the cell needs, and says how many layers are pictures only. Raises ImageError, WeightsError or SettingError.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> text = figures.page(preset.network, preset.weights, preset.image, preset.cell, title="Edges")
    >>> text[:15], len(text) < 1_000_000
    ('<!doctype html>', True)
    """
    if theme not in LOOKS:
        raise SettingError(f"There is no theme {theme!r}.", f"Use one of {', '.join(get_args(Look))}.")
    made = computed_run(network, weights, image, scope)
    first = network.steps[min(1, len(network.steps) - 1)]
    rows, cols = (*first.output_shape[:2],) if len(first.output_shape) == 3 else (1, 1)
    chosen = network.check_cell(cell or Cell(first.path, rows // 2, cols // 2, 0))
    moment = Moment(made.network, made.params, made.acts, chosen, made.classes, scope)
    return page_html([moment], title, author, note, theme)
