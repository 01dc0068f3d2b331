"""A link of version 1 shows the same weights and maps for ever, also that of a network that was edited.

The fixture holds links as they were made before layers had identities: the first 16 digits of the SHA-256 of every array of
weights, and three numbers of every step's output for one computed picture. It is not to be made anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from explorer.layers.base import Array
from explorer.running import Runner
from explorer.scene import Scene, link
from tests.weights.test_shared_links import digests

FIXTURE = Path(__file__).parents[1] / "fixtures" / "edited_links.json"
SAVED = json.loads(FIXTURE.read_text(encoding="utf-8"))
CLOSE = 1e-4
"""Share of the largest number by which maps may differ: other processors add in another order."""


def picture(shape: tuple[int, ...]) -> Array:
    """A picture (rows, columns, channels) that no library can change."""
    rows, cols, channels = np.ogrid[: shape[0], : shape[1], : shape[2]]
    return ((rows * 7 + cols * 13 + rows * cols + channels * 29) % 256 / 255).astype(np.float32)


def samples(scene: Scene) -> dict[str, list[float]]:
    """Of every step's output the largest magnitude, the mean, and the middle number."""
    network = scene.network
    acts = Runner().run(network, scene.weights, picture(network.input_shape))
    of_step = {}
    for step in network.steps:
        flat = acts[step.path].ravel().astype(np.float64)
        of_step[step.path] = [float(f"{n:.6g}") for n in (np.abs(flat).max(), flat.mean(), flat[flat.size // 2])]
    return of_step


@pytest.mark.parametrize("name", SAVED)
def test_the_weights_and_maps_of_saved_links(name: str) -> None:
    saved, scene = SAVED[name], link.decode(SAVED[name]["link"])
    assert digests(scene) == saved["weights"]
    found = samples(scene)
    assert found.keys() == saved["maps"].keys()
    for path, numbers in saved["maps"].items():
        np.testing.assert_allclose(found[path], numbers, rtol=0, atol=CLOSE * numbers[0], err_msg=path)


def test_there_are_plain_and_edited_networks() -> None:
    scenes = {name: link.decode(saved["link"]) for name, saved in SAVED.items()}
    edited = [name for name, scene in scenes.items() if not scene.preset]
    random = [name for name in edited if scenes[name].weights.untrained(scenes[name].network)]
    assert (len(scenes), len(edited), len(random)) == (31, 18, 9)
