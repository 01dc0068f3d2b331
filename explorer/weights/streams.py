"""Streams: the number by which a layer keeps its parameters, wherever it moves.

In a network as it was made they count the layers with a kernel; those with parameters but no kernel are counted on their
own, so that a new normalization does not change the kernels after it. An edit leaves every layer its number. A copy of a
trained layer has the number of its original; any other new layer gets one that no other layer has or had in training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explorer.layers.stack import Layers, walk

Streams = tuple[int, ...]
MAX_STREAM = 10**9
"""No stream is larger: edits make no such numbers, but a link can hold any."""


def kernel_paths(layers: Layers) -> tuple[str, ...]:
    """The paths of the layers with a kernel, in their order; no shapes are needed, so that the stack may not fit yet."""
    return tuple(path for path, layer in walk(layers) if layer.has_kernel)


def plain_paths(layers: Layers) -> tuple[str, ...]:
    """The paths of the layers that have parameters but no kernel, in their order."""
    return tuple(path for path, layer in walk(layers) if layer.has_plain_params)


def stream_at(streams: Streams, index: int) -> int:
    """The stream of layer number `index` among those that are counted; those that are not listed are counted."""
    return streams[index] if index < len(streams) else index


def followed(
    streams: Streams,
    before: Layers,
    after: Layers,
    new_paths: Mapping[str, str],
    copies: Mapping[str, str],
    trained: int,
    counted: Callable[[Layers], tuple[str, ...]] = kernel_paths,
) -> Streams:
    """The streams of the layers `after` an edit, from those `before` it; () if they only count the layers.

    `new_paths` maps the paths before to those after, `copies` the paths of copies to those that their originals had.
    The streams below `trained` were trained: copies share them. Other new layers get the first numbers that nobody has.
    `counted` gives the paths of the layers that are counted: those with a kernel, or `plain_paths`.
    """
    old = {path: stream_at(streams, index) for index, path in enumerate(counted(before))}
    kept = {new_paths[path]: stream for path, stream in old.items() if path in new_paths}
    kept |= {path: old[source] for path, source in copies.items() if old.get(source, trained) < trained}
    free = max([trained, *(stream + 1 for stream in old.values())])
    found = []
    for path in counted(after):
        if path in kept:
            found.append(kept[path])
        else:
            found.append(free)
            free += 1
    return canonical_streams(tuple(found))


def canonical_streams(streams: Streams) -> Streams:
    """The same streams; () if they only count the layers, so that equal weights are equal values."""
    return () if streams == tuple(range(len(streams))) else streams
