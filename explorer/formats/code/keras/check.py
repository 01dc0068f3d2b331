"""CHECK: the script that runs a Keras model and compares it with what was computed here."""

CHECK = '''\
"""Runs the model of model.py on image.npy and compares it with what CNN Explorer computed."""

import sys
from pathlib import Path

import keras
import numpy as np

from model import build_model, load_weights

FOLDER = Path(__file__).parent
LIMIT = 1e-4


def main():
    model = build_model()
    load_weights(model, FOLDER / "weights.npz")
    image = np.load(FOLDER / "image.npy", allow_pickle=False)
    with np.load(FOLDER / "expected.npz", allow_pickle=False) as arrays:
        expected = {name: arrays[name] for name in arrays.files}
    probe = keras.Model(model.inputs, [model.get_layer(name).output for name in expected])
    outputs = probe(image, training=False)
    if not isinstance(outputs, (list, tuple)):
        outputs = [outputs]
    worst = 0.0
    for (name, wanted), output in zip(expected.items(), outputs):
        found = keras.ops.convert_to_numpy(output)
        difference = np.abs(found - wanted).max() / max(np.abs(wanted).max(), 1e-30)
        worst = max(worst, float(difference)) if np.isfinite(difference) else np.inf
        print(f"{name:24} largest difference {difference:.1e}")
    print("the same" if worst <= LIMIT else f"NOT the same: more than {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
'''
