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
        x = torch.rand(shape, generator=torch.Generator().manual_seed(len(name)))
        with torch.no_grad():
            arrays[f"{name}/input"], arrays[f"{name}/output"] = x.numpy(), model(x).numpy()
        if name in STATE_DICTS:
            torch.save(model.state_dict(), folder / f"{name}.pth")
        for exporter, options in EXPORTERS.items():
            path = folder / exporter / f"{name}.onnx"
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    torch.onnx.export(model, (x,), path, input_names=["image"], verbose=False, **options)
                _clean(path)
            except Exception as error:  # an exporter's failure is news for whoever runs this, not a stop
                print(f"{exporter}/{path.name}: {type(error).__name__}: {str(error)[:300]}")
    np.savez_compressed(folder / "torch.npz", **arrays)


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
