"""Write the models of `torch_models` as ONNX files by both exporters of PyTorch, with an input and the output of each.

python -m oracles.exporters.write_torch FOLDER      (needs torch, onnx and onnxscript)
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from oracles.exporters.torch_models import models

EXPORTERS = {"script": {"dynamo": False, "opset_version": 17}, "dynamo": {"dynamo": True}}
"""The exporter of PyTorch 1 and 2.0 to 2.8, and that of today."""

STATE_DICTS = ("lenet", "resnet", "group_norm")
"""Models whose parameters are written as PyTorch keeps them, too."""


def write(folder: Path) -> None:
    """One file for each model and exporter, and `torch.npz` with "name/input" and "name/output", channels first."""
    for exporter in EXPORTERS:
        (folder / exporter).mkdir(parents=True, exist_ok=True)
    arrays = {}
    for name, (model, shape) in models().items():
        x, y = example(name, model, shape)
        arrays[f"{name}/input"], arrays[f"{name}/output"] = x.numpy(), y.numpy()
        if name in STATE_DICTS:
            torch.save(model.state_dict(), folder / f"{name}.pth")
        for exporter in EXPORTERS:
            export(model, x, exporter, folder / exporter / f"{name}.onnx")
    np.savez_compressed(folder / "torch.npz", **arrays)


def example(name: str, model: nn.Module, shape: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """An input of a model, the same every time, and what PyTorch makes of it."""
    x = torch.rand(shape, generator=torch.Generator().manual_seed(len(name)))
    with torch.no_grad():
        return x, model(x)


def export(model: nn.Module, x: Tensor, exporter: str, path: Path) -> None:
    """Write a model by one of EXPORTERS, weights inside, without notes that name this machine's folders."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(model, (x,), path, input_names=["image"], verbose=False, **EXPORTERS[exporter])
    _clean(path)


def _clean(path: Path) -> None:
    """Put the weights that an exporter wrote beside the file into it, and take out notes that name this machine's folders."""
    model = onnx.load(path)
    path.with_name(path.name + ".data").unlink(missing_ok=True)
    for noted in (
        model,
        model.graph,
        *model.graph.node,
        *model.graph.value_info,
        *model.graph.input,
        *model.graph.output,
    ):
        del noted.metadata_props[:]
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
