"""Models as the exporters of PyTorch and Keras write them: opened, run, and compared with what the frameworks computed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer.formats.onnx_file.reading import read_onnx
from explorer.layers.base import Array

FOLDER = Path(__file__).parents[2] / "fixtures" / "models"
FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.onnx"))


@cache
def example(file: str) -> tuple[Array, Array]:
    """The input and the framework's output of a model, channels last."""
    exporter, name = Path(file).parent.name, Path(file).stem
    with np.load(FOLDER / ("keras/keras.npz" if exporter == "keras" else "torch.npz")) as arrays:
        x, y = arrays[f"{name}/input"], arrays[f"{name}/output"]
    return (x, y) if exporter == "keras" else (_channels_last(x), _channels_last(y))


def _channels_last(array: Array) -> Array:
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


@pytest.mark.parametrize("file", FILES)
def test_an_exported_model_computes_what_its_framework_computed(file: str) -> None:
    model = read_onnx((FOLDER / file).read_bytes())
    assert model.stopped is None
    x, wanted = example(file)
    network = model.network
    found = explorer.run(network, model.params, x.astype(np.float64))[network.steps[-1].path]
    assert found.shape == wanted.shape
    # The frameworks compute in float32, Keras some sums in another order.
    assert np.abs(found - wanted).max() <= 1e-5 * np.abs(wanted).max()


def test_both_exporters_of_pytorch_and_that_of_keras_are_there() -> None:
    exporters = [file.split("/")[0] for file in FILES]
    assert exporters.count("script") == exporters.count("dynamo") == 15
    assert exporters.count("keras") == 4
