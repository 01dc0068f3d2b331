"""What tf2onnx and Keras write today, opened and run: the same as Keras computes. In an environment of its own (Makefile)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import explorer

pytest.importorskip("tf2onnx", reason="make oracles runs it in an environment with TensorFlow")

from oracles.exporters.write_keras import MODELS, export, trained


@pytest.mark.parametrize("name", MODELS)
def test_an_exported_model_computes_the_same(name: str, tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    model = trained(MODELS[name](), chance)
    x = chance.random((1, *model.input_shape[1:]), np.float32)
    wanted = np.asarray(model(x))
    export(model, tmp_path / "model.onnx")
    read = explorer.read(tmp_path / "model.onnx")
    assert read.stopped is None
    found = explorer.run(read.network, read.params, x.astype(np.float64))[read.network.steps[-1].path]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize("name", ["lenet", "unet"])  # in the others the exporter folds the batch normalisation away
def test_the_weights_that_keras_saves_fit_the_exported_network(name: str, tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    model = trained(MODELS[name](), chance)
    x = chance.random((1, *model.input_shape[1:]), np.float32)
    export(model, tmp_path / "model.onnx")
    model.save(tmp_path / "model.keras")
    network = explorer.read(tmp_path / "model.onnx").network
    weights = explorer.read_weights(tmp_path / "model.keras", network)
    found = explorer.run(network, weights.params(network), x.astype(np.float64))[network.steps[-1].path]
    wanted = np.asarray(model(x))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())
