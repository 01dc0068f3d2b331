"""Parity fixtures: sampled activations of every layer for 16 test images, computed by PyTorch, to test the engine with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.architecture import Layer
from training.data import Photos, to_input
from training.torch_net import Params, activations, build, load

IMAGES = 16
CELLS = 200
SEED = 16


def _indices(test: Photos, rng: np.random.Generator) -> np.ndarray:
    """Indices of one image of every class, and of six more."""
    firsts = [rng.choice(np.flatnonzero(test.labels == label)) for label in range(10)]
    rest = rng.choice(np.setdiff1d(np.arange(len(test)), firsts), IMAGES - len(firsts), replace=False)
    return np.array([*firsts, *rest])


def _positions(size: int, rng: np.random.Generator) -> np.ndarray:
    """(16, at most 200) flat positions, different for every image; all of them where a layer is small."""
    if size <= CELLS:
        return np.tile(np.arange(size), (IMAGES, 1))
    return np.stack([np.sort(rng.choice(size, CELLS, replace=False)) for _ in range(IMAGES)])


def write_parity(path: Path, layers: list[Layer], shipped: Params, test: Photos) -> None:
    """Writes a fixture: activations in float32, of the float16 weights converted to float32.

    Keys: `images` uint8 (16, 28, 28), `labels`, `indices` (in the test set), and per layer `<path>/positions`
    uint16 (16, n), flat in C order of (row, col, channel), `<path>/values` float32 (16, n), and
    `<path>/scale`, the largest absolute activation of the whole layer over the 16 images.
    Scaled error = largest |difference| / scale.
    """
    rng = np.random.default_rng(SEED)
    indices = _indices(test, rng)
    net = build(layers)
    load(net, layers, shipped)
    chosen = test.pick(indices)
    arrays = {"images": chosen.images, "labels": chosen.labels, "indices": indices.astype(np.uint16)}
    for index, output in enumerate(activations(net, to_input(chosen.images))):
        flat = output.reshape(IMAGES, -1)
        positions = _positions(flat.shape[1], rng)
        arrays[f"{index}/positions"] = positions.astype(np.uint16)
        arrays[f"{index}/values"] = np.take_along_axis(flat, positions, axis=1)
        arrays[f"{index}/scale"] = np.abs(flat).max()
    np.savez_compressed(path, **arrays)
