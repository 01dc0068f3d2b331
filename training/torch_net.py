"""The networks as PyTorch modules, and their weights converted to the explorer's layout (NHWC, HWIO) and back."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from training.architecture import Layer, shapes

Params = dict[str, np.ndarray]


class Rescaling(nn.Module):
    """scale * x + offset."""

    def __init__(self, scale: float, offset: float) -> None:
        super().__init__()
        self.scale, self.offset = scale, offset

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.scale * x + self.offset


def _module(layer: Layer, below: tuple[int, ...]) -> nn.Module:
    settings = layer.settings
    if layer.kind == "Rescaling":
        return Rescaling(**settings)
    if layer.kind == "Conv2D":
        return nn.Conv2d(below[-1], settings["filters"], settings["kernel_size"], padding=settings["padding"])
    if layer.kind == "MaxPool2D":
        return nn.MaxPool2d(settings["pool_size"], settings["strides"])
    if layer.kind == "Dense":
        return nn.Linear(below[-1], settings["units"])
    plain = {"ReLU": nn.ReLU, "Flatten": nn.Flatten}
    return nn.Softmax(-1) if layer.kind == "Softmax" else plain[layer.kind]()


def build(layers: list[Layer]) -> nn.Sequential:
    """A network as a module, softmax included; He-normal kernels (He et al. 2015, arXiv:1502.01852), zero biases."""
    pairs = zip(layers, shapes(layers), strict=False)
    net = nn.Sequential(*(_module(layer, below) for layer, below in pairs))
    for module in net:
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    return net


def _flattened_below(layers: list[Layer], index: int) -> tuple[int, int, int] | None:
    """Shape (rows, cols, channels) that was flattened right below this layer, if any."""
    follows = index > 0 and layers[index - 1].kind == "Flatten"
    return shapes(layers)[index - 1] if follows else None  # type: ignore[return-value]


def export(net: nn.Sequential, layers: list[Layer]) -> Params:
    """The module's parameters as `path/kernel` and `path/bias`, float32; dense rows in NHWC order (row, col, channel)."""
    params: Params = {}
    for index, module in enumerate(net):
        if not isinstance(module, nn.Conv2d | nn.Linear):
            continue
        weight = module.weight.detach().numpy()
        if isinstance(module, nn.Conv2d):
            kernel = weight.transpose(2, 3, 1, 0)
        elif below := _flattened_below(layers, index):
            rows, cols, channels = below
            by_map = weight.T.reshape(channels, rows, cols, -1)
            kernel = by_map.transpose(1, 2, 0, 3).reshape(rows * cols * channels, -1)
        else:
            kernel = weight.T
        params[f"{index}/kernel"] = np.array(kernel, order="C")
        params[f"{index}/bias"] = module.bias.detach().numpy().copy()
    return params


def load(net: nn.Sequential, layers: list[Layer], params: Params) -> None:
    """Puts parameters in the explorer's layout into the module: the reverse of `export`."""
    for index, module in enumerate(net):
        if not isinstance(module, nn.Conv2d | nn.Linear):
            continue
        kernel = params[f"{index}/kernel"].astype(np.float32)
        if isinstance(module, nn.Conv2d):
            weight = kernel.transpose(3, 2, 0, 1)
        elif below := _flattened_below(layers, index):
            weight = kernel.reshape(*below, -1).transpose(3, 2, 0, 1).reshape(kernel.shape[1], -1)
        else:
            weight = kernel.T
        with torch.no_grad():
            module.weight.copy_(torch.from_numpy(np.array(weight, order="C")))
            module.bias.copy_(torch.from_numpy(params[f"{index}/bias"].astype(np.float32)))


@torch.no_grad()
def activations(net: nn.Sequential, x: np.ndarray) -> list[np.ndarray]:
    """The output of every layer for `x` (n, 28, 28, 1): NHWC or (n, units); a flattened one in NHWC order too."""
    value = torch.from_numpy(np.array(x.transpose(0, 3, 1, 2), order="C"))
    results: list[np.ndarray] = []
    for module in net:
        value = module(value)
        if isinstance(module, nn.Flatten):
            results.append(results[-1].reshape(len(x), -1))
        else:
            array = value.numpy()
            results.append(array.transpose(0, 2, 3, 1).copy() if array.ndim == 4 else array.copy())
    return results
