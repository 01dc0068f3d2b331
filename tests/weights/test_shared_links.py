"""A shared link shows the same numbers for ever: its layers, in their places, draw the weights that they always drew.

The fixture holds links as they were made, and of every array the first 16 digits of the SHA-256 of its little-endian
float32 numbers. Those of `tinyvgg`, `lenet5`, `edges` and `many_kinds` were written by the version before there were
composites. It is not to be made anew: if this test fails, links that people have no longer show what they showed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from explorer.layers import Composite
from explorer.scene import Scene, link

SAVED = json.loads((Path(__file__).parents[1] / "fixtures" / "weights_by_link.json").read_text(encoding="utf-8"))


def digests(scene: Scene) -> dict[str, str]:
    params = scene.weights.params(scene.network)
    return {
        f"{step.path}/{name}": hashlib.sha256(np.asarray(params[step.path][name], "<f4").tobytes()).hexdigest()[:16]
        for step in scene.network.steps
        for name in sorted(step.param_shapes)
    }


@pytest.mark.parametrize("name", SAVED)
def test_the_weights_of_saved_links(name: str) -> None:
    assert digests(link.decode(SAVED[name]["link"])) == SAVED[name]["weights"]


def test_there_are_links_with_and_without_composites() -> None:
    kinds = {name: {type(layer) for layer in link.decode(SAVED[name]["link"]).layers} for name in SAVED}
    assert sum(any(issubclass(kind, Composite) for kind in found) for found in kinds.values()) == 4
    assert len(kinds) == 8
