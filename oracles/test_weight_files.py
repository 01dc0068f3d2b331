"""State dicts of PyTorch and files of Keras, read and matched: our numbers are those of the models that wrote them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"

import numpy as np
import pytest
import torch
from torch import nn

import explorer
from explorer.formats.weights import match, read_arrays
from explorer.formats.weights.files.pytorch import read_pytorch
from explorer.layers import (
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePool2D,
    LayerNormalization,
    MaxPool2D,
    PReLU,
    ReLU,
    ReLU6,
    Residual,
)
from explorer.layers.base import Array
from tests.formats.weights.making import written

TOLERANCE = 1e-5
NORM = BatchNormalization(epsilon=1e-5)


def conv(filters: int, kernel_size: int = 3, **settings: Any) -> Conv2D:
    return Conv2D(filters=filters, kernel_size=kernel_size, padding="same", **settings)


class Block(nn.Module):
    """A residual block as torchvision writes it, with its shortcut last."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(4, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.conv2, self.bn2 = nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.downsample = nn.Sequential(nn.Conv2d(4, 8, 1, bias=False), nn.BatchNorm2d(8))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        inner = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(inner + self.downsample(x))


CASES: dict[str, tuple[Callable[[], nn.Module], tuple[Any, ...]]] = {
    "flattened": (
        lambda: nn.Sequential(
            *(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, 3, padding=1), nn.Flatten()),
            *(nn.BatchNorm1d(64), nn.Dropout(), nn.PReLU(64), nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 12)),
        ),
        (conv(4), ReLU(), MaxPool2D(), conv(4), Flatten(), NORM, PReLU(), Dense(units=12), ReLU(), Dense(units=12)),
    ),
    "depthwise": (
        lambda: nn.Sequential(
            *(nn.Conv2d(3, 6, 3, padding=1, groups=3), nn.BatchNorm2d(6), nn.ReLU6(), nn.Conv2d(6, 4, 1, bias=False)),
            *(nn.PReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5, bias=False)),
        ),
        (
            *(
                DepthwiseConv2D(kernel_size=3, depth_multiplier=2, padding="same"),
                NORM,
                ReLU6(),
                Conv2D(filters=4, kernel_size=1),
            ),
            *(PReLU(), GlobalAveragePool2D(), Dense(units=5)),
        ),
    ),
    "transposed": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.ConvTranspose2d(4, 4, 2, stride=2), nn.Conv2d(4, 4, 1)),
        (Conv2D(filters=4), ReLU(), Conv2DTranspose(filters=4, kernel_size=2, strides=2), Dense(units=4)),
    ),
    "residual": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1), Block(), nn.Flatten(), nn.LayerNorm(512), nn.Linear(512, 3)
        ),
        (
            conv(4),
            Residual(
                layers=(conv(8, use_bias=False), NORM, ReLU(), conv(8, use_bias=False), NORM),
                shortcut=(conv(8, 1, use_bias=False), NORM),
            ),
            ReLU(),
            Flatten(),
            LayerNormalization(epsilon=1e-5),
            Dense(units=3),
        ),
    ),
}


def trained(model: nn.Module) -> nn.Module:
    """The model with no number left at its default: statistics, scales and slopes too."""
    generator = torch.Generator().manual_seed(5)
    for name, tensor in model.state_dict().items():
        if tensor.is_floating_point():
            low = 0.5 if name.endswith("running_var") else -0.5
            tensor.copy_(torch.rand(tensor.shape, generator=generator) + low)
    return model.eval()


def saved(model: nn.Module) -> bytes:
    buffer = io.BytesIO()
    torch.save(model.state_dict(), buffer)
    return buffer.getvalue()


def as_npz(model: nn.Module) -> dict[str, Array]:
    return read_arrays(written(read_pytorch(saved(model)), ".npz"), "model.npz")


def as_safetensors(model: nn.Module) -> dict[str, Array]:
    return read_arrays(written(read_pytorch(saved(model))), "model.safetensors")


def by_their_package(model: nn.Module) -> dict[str, Array]:
    """As `safetensors` itself writes it: sorted by name."""
    save = pytest.importorskip("safetensors.torch").save
    return read_arrays(save(model.state_dict()), "model.safetensors")


@pytest.mark.parametrize("way", [as_npz, as_safetensors, by_their_package])
@pytest.mark.parametrize("case", CASES)
def test_a_state_dict_computes_the_same(case: str, way: Callable[[nn.Module], dict[str, Array]]) -> None:
    make, layers = CASES[case]
    model = trained(make())
    network = explorer.Network(layers, (8, 8, 3))
    matching = match(network, way(model))
    assert not matching.missing, matching.table()
    image = np.random.default_rng(1).random((2, 8, 8, 3), dtype=np.float32)
    ours = explorer.run(network, matching.params, image)[network.steps[-1].path]
    with torch.inference_mode():
        theirs = model(torch.from_numpy(image.transpose(0, 3, 1, 2).copy())).numpy()
    theirs = theirs.transpose(0, 2, 3, 1) if theirs.ndim == 4 else theirs
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TOLERANCE * float(np.abs(theirs).max()))


def torchvision_models() -> Any:
    """The module; skips where it was built for another PyTorch than the one that is installed."""
    try:
        return pytest.importorskip("torchvision.models")
    except RuntimeError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("preset", "name"), [("resnet18", "resnet18"), ("squeezenet11", "squeezenet1_1")])
def test_models_of_torchvision_fit_the_presets(preset: str, name: str) -> None:
    """In the order of their modules and sorted by name every layer gets the same arrays."""
    model = getattr(torchvision_models(), name)()
    network = explorer.presets.load(preset).network
    kept, by_name = (match(network, way(model)) for way in (as_npz, by_their_package))
    assert not kept.missing, kept.table()
    assert {row.layer: row.name for row in kept.rows if row.fits} == {
        row.layer: row.name for row in by_name.rows if row.fits
    }


@pytest.mark.parametrize("name", ["small.keras", "small.weights.h5", "small.h5"])
def test_keras_of_today_writes_what_is_read(name: str, tmp_path: Path) -> None:
    """The fixture's model is loaded by Keras and written anew."""
    keras = pytest.importorskip("keras")
    fixtures = Path(__file__).parents[1] / "tests" / "fixtures" / "weights"
    model = keras.models.load_model(fixtures / "small.keras")
    file = tmp_path / name
    model.save_weights(file) if ".weights." in name else model.save(file)
    written, kept = (read_arrays(path.read_bytes(), name) for path in (file, fixtures / name))
    assert [array.shape for array in written.values()] == [array.shape for array in kept.values()]
    for new, old in zip(written.values(), kept.values(), strict=True):
        np.testing.assert_array_equal(new, old)
