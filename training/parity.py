"""What torch computes at every layer for 16 test images: sampled cells, to hold the engine against."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.architecture import Layer
from training.data import Photos, to_input
from training.torch_net import Params, activations, build, load

IMAGES = 16
CELLS = 200
SEED = 16


def _indices(test: Photos, draw: np.random.Generator) -> np.ndarray:
    """One image of every class, and six more."""
    firsts = [draw.choice(np.flatnonzero(test.labels == label)) for label in range(10)]
    rest = draw.choice(np.setdiff1d(np.arange(len(test)), firsts), IMAGES - len(firsts), replace=False)
    return np.array([*firsts, *rest])


def _positions(size: int, draw: np.random.Generator) -> np.ndarray:
    """(16, at most 200) flat positions, different for every image; all of them where a layer is small."""
    if size <= CELLS:
        return np.tile(np.arange(size), (IMAGES, 1))
    return np.stack([np.sort(draw.choice(size, CELLS, replace=False)) for _ in range(IMAGES)])


def write_parity(path: Path, layers: list[Layer], shipped: Params, test: Photos) -> None:
    """Activations in float32, with the float16 weights loaded back as float32.

    Keys: `images` uint8 (16, 28, 28), `labels`, `indices` (in the test set), and per layer `<path>/positions`
    uint16 (16, n), flat in C order of (row, col, channel), `<path>/values` float32 (16, n), and
    `<path>/scale`, the largest absolute activation of the whole layer over the 16 images.
    Scaled error = largest |difference| / scale.
    """
    draw = np.random.default_rng(SEED)
    indices = _indices(test, draw)
    net = build(layers)
    load(net, layers, shipped)
    chosen = test.pick(indices)
    arrays = {"images": chosen.images, "labels": chosen.labels, "indices": indices.astype(np.uint16)}
    for index, output in enumerate(activations(net, to_input(chosen.images))):
        flat = output.reshape(IMAGES, -1)
        positions = _positions(flat.shape[1], draw)
        arrays[f"{index}/positions"] = positions.astype(np.uint16)
        arrays[f"{index}/values"] = np.take_along_axis(flat, positions, axis=1)
        arrays[f"{index}/scale"] = np.abs(flat).max()
    np.savez_compressed(path, **arrays)
