"""What PyTorch's exporters write today, opened and run: the same as PyTorch computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import explorer
from oracles.exporters.torch_models import models
from oracles.exporters.write_torch import EXPORTERS, example, export

MODELS = models()


@pytest.mark.parametrize("exporter", EXPORTERS)
@pytest.mark.parametrize("name", MODELS)
def test_an_exported_model_computes_the_same(name: str, exporter: str, tmp_path: Path) -> None:
    model, shape = MODELS[name]
    x, y = example(name, model, shape)
    export(model, x, exporter, tmp_path / "model.onnx")
    read = explorer.read(tmp_path / "model.onnx")
    assert read.stopped is None
    image, wanted = (array.movedim(1, -1).numpy() for array in (x, y))
    found = explorer.run(read.network, read.params, image.astype(np.float64))[read.network.steps[-1].path]
    np.testing.assert_allclose(found, wanted.reshape(found.shape), rtol=0, atol=1e-5 * np.abs(wanted).max())
