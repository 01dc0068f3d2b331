"""The network as it is trained, with batch normalisation, and as it is shipped, with the normalisation in its kernels."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from explorer.presets.flowers import OFFSET, SCALE, WIDTHS
from training.architecture import Layer, conv, dense, pool, rescaling
from training.flowers.data import CLASSES
from training.torch_net import Params

EPSILON = 1e-5
"""Of PyTorch's batch normalisation, added to the variance."""


def layers() -> list[Layer]:
    """The network as shipped; a layer's index in the list is its path."""
    result = [rescaling(SCALE, OFFSET)]
    for width in WIDTHS:
        result += [*conv(width, 3, "same"), *conv(width, 3, "same"), pool()]
    return [*result, Layer("GlobalAveragePool2D"), dense(len(CLASSES)), Layer("Softmax")]


class FlowersNet(nn.Module):
    """The network as trained: images float (n, 3, 64, 64) in [0, 1] in, logits (n, 5) out."""

    def __init__(self) -> None:
        super().__init__()
        below, stack = 3, []
        for width in WIDTHS:
            for _ in range(2):
                stack += [nn.Conv2d(below, width, 3, padding=1, bias=False), nn.BatchNorm2d(width, eps=EPSILON)]
                stack.append(nn.ReLU())
                below = width
            stack.append(nn.MaxPool2d(2))
        self.body = nn.Sequential(*stack)
        self.head = nn.Linear(below, len(CLASSES))
        for module in self.body:
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        nn.init.zeros_(self.head.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(SCALE * x + OFFSET).mean((2, 3)))


@torch.no_grad()
def folded(net: FlowersNet) -> Params:
    """Kernels (HWIO) and biases by path, float32, that give what the trained network gives after training.

    A normalisation is gamma * (x - mean) / sqrt(variance + epsilon) + beta of the running mean and variance, so the kernel
    before it is multiplied by gamma / sqrt(variance + epsilon), and beta - mean * that factor is its bias.
    """
    convs = [module for module in net.body if isinstance(module, nn.Conv2d)]
    norms = [module for module in net.body if isinstance(module, nn.BatchNorm2d)]
    params: Params = {}
    for path, module, norm in zip(_conv_paths(), convs, norms, strict=True):
        factor = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
        kernel = module.weight.double() * factor[:, None, None, None]
        bias = norm.bias.double() - norm.running_mean.double() * factor
        params[f"{path}/kernel"] = np.array(kernel.permute(2, 3, 1, 0).float().numpy(), order="C")
        params[f"{path}/bias"] = bias.float().numpy()
    head = len(layers()) - 2
    params[f"{head}/kernel"] = np.array(net.head.weight.T.numpy(), order="C")
    params[f"{head}/bias"] = net.head.bias.numpy().copy()
    return params


def _conv_paths() -> list[int]:
    return [index for index, layer in enumerate(layers()) if layer.kind == "Conv2D"]
