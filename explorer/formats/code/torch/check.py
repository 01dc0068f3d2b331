"""CHECK: the script that runs a PyTorch model and compares it with what was computed here."""

CHECK = '''\
"""Runs the model of model.py on image.npy and compares it with what CNN Explorer computed."""

import sys
from pathlib import Path

import numpy as np
import torch

from model import build_model, load_weights

FOLDER = Path(__file__).parent
LIMIT = 1e-4


def main():
    model = build_model().eval()
    load_weights(model, FOLDER / "weights.npz")
    x = torch.from_numpy(np.load(FOLDER / "image.npy", allow_pickle=False))
    with np.load(FOLDER / "expected.npz", allow_pickle=False) as arrays:
        expected = {name: arrays[name] for name in arrays.files}
    worst = 0.0
    for name, layer in model.named_children():
        with torch.inference_mode():
            x = layer(x)
        if name not in expected:
            continue
        wanted = expected.pop(name)
        difference = np.abs(x.numpy() - wanted).max() / max(np.abs(wanted).max(), 1e-30)
        worst = max(worst, float(difference)) if np.isfinite(difference) else np.inf
        print(f"{name:24} largest difference {difference:.1e}")
    print("the same" if worst <= LIMIT else f"NOT the same: more than {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
'''
