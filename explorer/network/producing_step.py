"""The layer that produced a map: the search for it goes from the map towards the input."""

from __future__ import annotations

from collections.abc import Callable

from explorer.layers.base import as_map
from explorer.network.network import Network
from explorer.network.step import Step


def producing_step(
    network: Network, path: str, channel: int, wanted: Callable[[Step], bool]
) -> tuple[Step, int] | None:
    """The nearest `wanted` step from `path` towards the input, and which of its channels leads to `channel` there.

    At a residual block the search goes through its layers first, then the shortcut; at a concatenation through the branch
    that the channel comes from. Below a layer that reads all channels it keeps the number of the channel, or takes the last
    if there are not so many. None if there is no such step.
    """
    step = network.step(path)
    if wanted(step):
        return step, channel
    for place, source in enumerate(step.sources):
        read = step.channels_read(place, channel)
        if not read:
            continue  # another branch of a concatenation
        own = read[0] if len(read) == 1 else min(channel, as_map(step.source_shapes[place])[2] - 1)
        if produced := producing_step(network, source, own, wanted):
            return produced
    return None
