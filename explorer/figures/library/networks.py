"""Public figures of a whole network: its maps, its shapes, and the growth of receptive fields."""

from __future__ import annotations

from plotly.graph_objects import Figure

from explorer.errors import SettingError
from explorer.figures.architecture import growth as growth_figure
from explorer.figures.architecture import silhouette, window_sizes
from explorer.figures.library.run import WeightsLike, computed_run, theme_named, with_background
from explorer.figures.overview.figure import figure as overview_figure
from explorer.figures.overview.figure import pictures
from explorer.figures.overview.layout import lay_out
from explorer.figures.overview.room import USUAL, Room
from explorer.figures.overview.scales import BLOCK
from explorer.images.choosing import ImageLike
from explorer.network import Network


def overview(
    network: Network,
    weights: WeightsLike,
    image: ImageLike = "cat",
    *,
    scope: str = BLOCK,
    width: int = USUAL.width,
    height: int = USUAL.height,
    theme: str = "light",
) -> Figure:
    """The whole network in one picture: every layer a column of maps, from the image to the answer.

    `weights` is a Weights value or arrays by path; `image` a sample's name, the bytes of a file, a Picture or pixels
    (rows, columns, channels) in [0, 1]. Colours end at the 99.5th percentile of magnitudes of one "map", of a "block"
    or of the "network", as `scope` says. `width` and `height` are in px: the maps
    grow with them. Raises ImageError, WeightsError or SettingError.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> picture = figures.overview(preset.network, preset.weights, preset.image)
    >>> picture.layout.width
    896
    """
    run = computed_run(network, weights, image, scope)
    look = theme_named(theme)
    layout = lay_out(network, run.classes, room=Room(width, height))
    return with_background(overview_figure(network, layout, look, pictures(run.scales, layout, look)), look)


def architecture(network: Network, *, theme: str = "light") -> Figure:
    """The network as a row of boxes: heights to the scale of the rows, widths to the square root of the channels.

    >>> from explorer import figures, presets
    >>> figures.architecture(presets.load("lenet5").network).layout.xaxis.ticktext[:3]
    ('input', 'conv1', 'pool1')
    """
    look = theme_named(theme)
    return with_background(silhouette(network, look), look)


def growth(network: Network, *, theme: str = "light") -> Figure:
    """How the window on the image, in px, grows with depth; a dashed line marks the image's own size.

    Raises SettingError for a network without a window that slides over the image.

    >>> from explorer import figures, presets
    >>> figures.growth(presets.load("lenet5").network).data[0].y
    (1, 5, 6, 14, 16)
    """
    if len(window_sizes(network)) < 2:
        raise SettingError("No layer of this network has a window that slides over the image.", "Add a convolution.")
    look = theme_named(theme)
    return with_background(growth_figure(network, look), look)
