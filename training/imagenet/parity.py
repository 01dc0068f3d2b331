"""The parity fixture: sampled activations of every step, computed by PyTorch, to test the engine with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from explorer.presets.imagenet import lite0
from oracles.torch_network import activations
from training.imagenet.measuring import views

PHOTOGRAPHS = ("cat", "coffee", "photographer")
CELLS = 40
SEED = 224


def write_parity(path: Path, params: dict[str, np.ndarray]) -> None:
    """Writes a fixture of what PyTorch computes in float64 with the stored weights for PHOTOGRAPHS, seen whole.

    Keys, n photographs: `names` (n,), `top_five` (n, 5), classes from the most probable on, and per step `<path>/positions`
    uint32 (n, at most CELLS), flat in C order of (row, col, channel), `<path>/values` float32 of the same shape, and
    `<path>/scale`, the largest absolute activation of the step. Scaled error = largest |difference| / scale.
    """
    rng = np.random.default_rng(SEED)
    own: dict[str, dict[str, torch.Tensor]] = {}
    for key, array in params.items():
        step, name = key.split("/")
        own.setdefault(step, {})[name] = torch.from_numpy(array.astype(np.float64))
    x = np.concatenate([next(views(name)) for name in PHOTOGRAPHS]).astype(np.float64)
    network = lite0()
    with torch.inference_mode():
        acts = activations(network, own, torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2))))
    arrays: dict[str, np.ndarray] = {"names": np.array(PHOTOGRAPHS)}
    for step in network.steps[1:]:
        output = acts[step.path].numpy()
        flat = (output.transpose(0, 2, 3, 1) if output.ndim == 4 else output).reshape(len(x), -1)
        size = flat.shape[1]
        positions = np.stack([np.sort(rng.choice(size, min(CELLS, size), replace=False)) for _ in x])
        arrays[f"{step.path}/positions"] = positions.astype(np.uint32)
        arrays[f"{step.path}/values"] = np.take_along_axis(flat, positions, axis=1).astype(np.float32)
        arrays[f"{step.path}/scale"] = np.float64(np.abs(flat).max())
    arrays["top_five"] = np.argsort(-flat, axis=1)[:, :5].astype(np.uint16)
    np.savez_compressed(path, **arrays)
