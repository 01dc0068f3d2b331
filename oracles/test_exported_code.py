"""The code that is written for Keras and PyTorch, run by them with its weights: it computes what our layers compute.

Here, and only here, written code is executed. Keras runs on PyTorch, in the environment of TensorFlow on that.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch" if find_spec("torch") else "tensorflow")

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import explorer
from explorer import (
    AveragePool2D,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    MaxPool2D,
    Network,
    Padding2D,
    Resizing,
)
from explorer.formats.code import FRAMEWORKS, code_files
from explorer.formats.weights.writing import write_entries
from explorer.layers.base import Array, Layer, Shape
from explorer.presets.catalogue import NAMES
from tests.strategies import SIMPLE, fitting, nested_networks, random_params

MODULES = {"keras": "keras", "pytorch": "torch"}
HERE = [name for name in FRAMEWORKS if find_spec(MODULES[name])]
"""The frameworks that this environment has."""
often = partial(
    settings, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)


def namespace(source: str) -> dict[str, Any]:
    """What a file defines."""
    found: dict[str, Any] = {"__name__": "model"}
    exec(compile(source, "model.py", "exec"), found)
    return found


def model_of(framework: str, network: Network, params: Any) -> Any:
    """The model that written code makes, with its weights loaded from an .npz file."""
    words = FRAMEWORKS[framework]
    made = namespace(words.source(network))
    model = made["build_model"]()
    file = io.BytesIO()
    write_entries(file, ".npz", words.weights(network, params), {})
    file.seek(0)
    if framework == "pytorch":
        model = model.eval()
        made["load_weights"](model, file)
        return model
    made["load_weights"](model, file)
    return model


def answer(framework: str, network: Network, params: Any, x: Array, exact: bool = True) -> Array:
    """What the written model gives for a batch in our layout, computed in float64, or in float32."""
    kind = "float64" if exact else "float32"
    if framework == "pytorch":
        import torch

        torch.set_num_threads(1)
        model = model_of(framework, network, params)
        model = model.double() if exact else model
        with torch.inference_mode():
            out = model(torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2), kind))).numpy()
        return out.transpose(0, 2, 3, 1) if out.ndim == 4 else out
    import keras

    keras.backend.clear_session(free_memory=False)
    keras.config.set_floatx(kind)
    model = model_of(framework, network, params)
    out = keras.ops.convert_to_numpy(model(x.astype(kind), training=False))
    keras.config.set_floatx("float32")
    return out


def rounded(params: Any) -> Any:
    """Parameters that float32 holds, as files do."""
    return {
        path: {name: np.asarray(a, np.float32).astype(np.float64) for name, a in each.items()}
        for path, each in params.items()
    }


def agree(framework: str, network: Network, seed: int, tolerance: float = 1e-6) -> None:
    params = rounded(random_params(network, seed))
    x = np.random.default_rng(seed).normal(size=(2, *network.input_shape))
    wanted = explorer.run(network, params, x)[network.steps[-1].path]
    found = answer(framework, network, params, x)
    assert found.shape == wanted.shape
    scale = max(1.0, float(np.abs(wanted).max(initial=0)))
    np.testing.assert_allclose(found / scale, wanted / scale, rtol=0, atol=tolerance, err_msg=repr(network.layers))


def on_maps(layer: Layer, shape: Shape) -> Network:
    """A network of one layer; a vector is made by a flatten layer before it."""
    return Network((layer,), shape) if len(shape) == 3 else Network((Flatten(), layer), (1, 1, *shape))


@pytest.mark.parametrize("framework", HERE)
@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: kind.kind)
@often(max_examples=40)
@given(data=st.data())
def test_every_kind_computes_the_same(framework: str, kind: type[Layer], data: Any) -> None:
    layer, shape = data.draw(fitting(kind))
    # Keras normalizes in float32, a variance as a difference of squares, whose roundings epsilon alone keeps small.
    rounding = min(3e-7 / getattr(layer, "epsilon", 1.0), 0.1) if framework == "keras" else 0.0
    agree(framework, on_maps(layer, shape), data.draw(st.integers(0, 99)), 1e-6 + rounding)


CORNERS: dict[str, tuple[Callable[[], Layer], Shape]] = {
    "strides and dilation": (lambda: Conv2D(4, (3, 2), strides=2, dilation_rate=(2, 3), padding="same"), (11, 12, 3)),
    "depthwise strides": (lambda: DepthwiseConv2D((3, 3), strides=(2, 1), padding="same"), (7, 8, 3)),
    "uneven zeros": (lambda: Conv2D(4, 3, strides=2, padding=((1, 0), (0, 2))), (8, 9, 3)),
    "grouped": (lambda: Conv2D(6, 3, groups=3, padding="same"), (7, 8, 3)),
    "same of even": (lambda: Conv2D(3, (2, 4), strides=(3, 2), padding="same"), (9, 10, 2)),
    "transposed same": (lambda: Conv2DTranspose(4, 3, strides=2, padding="same"), (5, 6, 3)),
    "transposed even": (lambda: Conv2DTranspose(4, 4, strides=2, padding="same"), (5, 6, 3)),
    "transposed short": (lambda: Conv2DTranspose(4, 2, strides=3), (5, 6, 3)),
    "transposed groups": (
        lambda: Conv2DTranspose(4, 3, strides=2, groups=2, padding=1, output_padding=1, dilation_rate=2),
        (5, 6, 2),
    ),
    "transposed cut": (lambda: Conv2DTranspose(2, 3, strides=2, padding=((2, 0), (0, 2))), (5, 6, 2)),
    "max ceil": (lambda: MaxPool2D(3, 2, ceil_mode=True), (8, 10, 2)),
    "max same": (lambda: MaxPool2D(3, 2, padding="same"), (8, 9, 2)),
    "max padded": (lambda: MaxPool2D(3, 2, padding=1, dilation_rate=2), (9, 9, 2)),
    "max beyond half": (lambda: MaxPool2D(3, 2, padding=2, ceil_mode=True), (8, 9, 2)),
    "mean same": (lambda: AveragePool2D(3, 2, padding="same"), (8, 9, 2)),
    "mean counted": (lambda: AveragePool2D(3, 2, padding=1, count_padding=True, ceil_mode=True), (8, 9, 2)),
    "mean uncounted": (lambda: AveragePool2D(3, 1, padding=((1, 0), (0, 1))), (8, 9, 2)),
    "mean dilated": (lambda: AveragePool2D(2, 1, padding="same", dilation_rate=3), (8, 9, 2)),
    "wrapped": (lambda: Padding2D(((2, 1), (0, 3)), mode="wrap"), (4, 5, 2)),
    "resized": (lambda: Resizing(height=5, width=13), (8, 9, 2)),
    "resized nearest": (lambda: Resizing(height=5, width=13, interpolation="nearest"), (8, 9, 2)),
    "resized corners": (lambda: Resizing(height=5, width=13, positions="align-corners"), (8, 9, 2)),
}


@pytest.mark.parametrize("framework", HERE)
@pytest.mark.parametrize("name", CORNERS)
def test_what_frameworks_have_no_setting_for(framework: str, name: str) -> None:
    make, shape = CORNERS[name]
    agree(framework, Network((make(),), shape), 1)


@pytest.mark.parametrize("framework", HERE)
@pytest.mark.parametrize(
    "behind", [(), (explorer.ReLU(),), (explorer.BatchNormalization(), Dropout(), explorer.PReLU())]
)
@pytest.mark.parametrize("dense", [True, False])
def test_vectors_behind_maps(framework: str, behind: tuple[Layer, ...], dense: bool) -> None:
    """Plain Flatten with the weights behind it in another order, and maps turned first where nothing takes up the order."""
    end = (Dense(units=5), explorer.ReLU()) if dense else ()
    agree(framework, Network((Conv2D(3, 2), Flatten(), *behind, *end), (5, 4, 2)), 2)


@pytest.mark.parametrize("framework", HERE)
@often(max_examples=100)
@given(network=nested_networks(), seed=st.integers(0, 99))
def test_random_networks_compute_the_same(framework: str, network: Network, seed: int) -> None:
    gain = float(np.prod([getattr(step.layer, "epsilon", 1.0) ** -0.5 for step in network.steps]))
    agree(framework, network, seed, 1e-6 * min(gain, 1e3))


@pytest.mark.parametrize("framework", HERE)
@pytest.mark.parametrize("name", NAMES)
def test_every_preset_computes_the_same(framework: str, name: str) -> None:
    """With its own weights and in float32, as people run it: a scaled error of at most 1e-5."""
    preset = explorer.presets.load(name)
    network, params = preset.network, preset.weights.params(preset.network)
    image = explorer.images.picture_for("cat", network.input_shape).pixels[None].astype(np.float32)
    wanted = explorer.run(network, params, image)[network.steps[-1].path]
    found = answer(framework, network, params, image, exact=False)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize("framework", HERE)
@pytest.mark.parametrize("name", ["tinyvgg", "residual", "unet", "fashion_lenet5"])
def test_the_check_passes_and_finds_a_fault(framework: str, name: str, tmp_path: Path) -> None:
    preset = explorer.presets.load(name)
    image = explorer.images.picture_for("cat", preset.network.input_shape).pixels
    for file, write in code_files(preset.network, preset.weights, image, framework):
        with (tmp_path / file).open("wb") as stream:
            write(stream)
    command = [sys.executable, "check.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("the same\n")
    np.save(tmp_path / "image.npy", 0.5 * np.load(tmp_path / "image.npy"))
    failed = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "NOT the same" in failed.stdout
