"""Which layers read the red, green and blue of the image: the weights of their filters are colors."""

from __future__ import annotations

from explorer.network.filter_step import treats_maps_apart
from explorer.network.network import Network

PLANES = 3
"""Red, green and blue, in this order along the channel axis."""


def reads_colors(network: Network, path: str) -> bool:
    """Whether every filter of the step at `path` reads exactly the red, green and blue planes of the image.

    Structure decides, not the number of maps: a convolution of three maps deep in a network reads no colors. Raises
    SettingError for an unknown path.
    """
    step = network.step(path)
    return (
        len(step.param_shapes.get("kernel", ())) == 4
        and all(step.channels_read(0, n) == range(PLANES) for n in range(step.output_shape[-1]))
        and holds_colors(network, step.sources[0])
    )


def holds_colors(network: Network, path: str) -> bool:
    """Whether the maps of the step at `path` are the image's planes, at most rescaled, padded, cropped or pooled.

    Raises SettingError for an unknown path.
    """
    step = network.step(path)
    if step.is_input:
        return step.output_shape[2] == PLANES
    return treats_maps_apart(step) and holds_colors(network, step.sources[0])
