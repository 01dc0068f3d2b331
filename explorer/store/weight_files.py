"""The uploaded weights of demos: the files that hold them, named by their digests, beside those of the photos."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from explorer.errors import StoreError
from explorer.scene.scene import Scene, on_each_side, with_arrays
from explorer.scene.walkthrough import Walkthrough
from explorer.weights import Own
from explorer.weights.own import file as own_file

SUFFIX: Final = ".weights.npz"


def is_weights(name: str) -> bool:
    """Whether a file of this name holds weights; all others are photos."""
    return name.endswith(SUFFIX)


def file_name(uploaded: Own) -> str:
    """The name of the file of these weights."""
    return f"{uploaded.digest}{SUFFIX}"


def photos_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that hold photos."""
    return {name: data for name, data in files.items() if not is_weights(name)}


def weights_in(files: Mapping[str, bytes]) -> dict[str, Own]:
    """The weights in these files by digest. Raises StoreError for a file whose arrays do not have the digest in its name,
    WeightsError for what are no weights."""
    found = {}
    for name, data in files.items():
        if is_weights(name):
            uploaded = own_file.from_bytes(data)
            if file_name(uploaded) != name:
                raise StoreError("The weights of this demo are damaged.", "Ask its author for it again.")
            found[uploaded.digest] = uploaded
    return found


def files_of(scenes: Iterable[Scene]) -> dict[str, bytes]:
    """The files of the uploaded weights of these scenes. Raises StoreError if this session does not have some of them."""
    files: dict[str, bytes] = {}
    for number, side in ((number, side) for number, scene in enumerate(scenes, 1) for side in scene.sides):
        base = side.weights.base
        if not isinstance(base, Own) or file_name(base) in files:
            continue
        if not base.present:
            raise StoreError(
                f"The weights of step {number} are not here.",
                "Upload their file again, then publish, or leave out the step.",
            )
        files[file_name(base)] = own_file.to_bytes(base)
    return files


def with_weights(scene: Scene, weights: Mapping[str, Own]) -> Scene:
    """The scene with the arrays of its uploaded weights, if they are among `weights` by digest; the one beside it too."""
    return on_each_side(scene, lambda side: _with_weights(side, weights))


def _with_weights(scene: Scene, weights: Mapping[str, Own]) -> Scene:
    asked = scene.weights.asked_for
    found = weights.get(asked.digest) if asked is not None else None
    return scene if found is None else with_arrays(scene, found)


def walk_with_weights(walk: Walkthrough, weights: Mapping[str, Own]) -> Walkthrough:
    """The walkthrough with the arrays of its uploaded weights."""
    stops = tuple(replace(stop, scene=with_weights(stop.scene, weights)) for stop in walk.stops)
    return replace(walk, stops=stops)
