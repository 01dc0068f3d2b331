"""The model card of EfficientNet-Lite0."""

from __future__ import annotations

import dataclasses
from typing import Any

from explorer.layers import Composite, Layer
from explorer.network import Step
from explorer.presets.imagenet import STAGES, lite0
from training.imagenet.measuring import Agreement

NAME = "efficientnet_lite0"
EPOCH = 350
"""`train_steps` in efficientnet/main.py of tensorflow/tpu: 218,949 steps, "approximately 350 epochs at batch size 2048"."""

_RECIPE = (
    "Trained by M. Tan, R. Pang and Q. Le (Google), not by this project. Their published recipe, taken from the defaults of "
    "their code (efficientnet/main.py in tensorflow/tpu) and not stated for this checkpoint: about 350 epochs with batches of "
    "2,048, RMSProp, learning rate 0.016 per 256 images of a batch, raised over the first 5 epochs and then times 0.97 every "
    "2.4 epochs, weight decay 0.00001, label smoothing 0.1, dropout 0.2 before the dense layer, and a moving average of the "
    "weights (0.9999). This project changed the weights: 49 batch normalisations (epsilon 0.001) are folded into the kernels "
    "and biases before them, kernels are rounded, and biases make up for the mean of what the rounding changes (Nagel et al. "
    "2019, arXiv:1906.04721)."
)

_BAD_AT = (
    "It gives one answer to a photo, whatever else is in it, and has no answer for “none of these”: even a drawing or a "
    "face gets one of its 1,000 names. People are not a class, except a groom, a ballplayer and a scuba diver, so a "
    "portrait gets the name of clothes or things beside the person. Networks trained this way rely on texture more than on "
    "shape (Geirhos et al. 2019, arXiv:1811.12231), and recognise things from richer households and countries better (de "
    "Vries et al. 2019, arXiv:1906.02659). More than a hundred of the names are breeds of dogs, while many everyday things "
    "have none. One in four of ImageNet's own validation photographs gets a wrong answer; some of those labels are "
    "themselves doubtful (Beyer et al. 2020, arXiv:2006.07159)."
)

_PUBLISHED = (
    "Published by the authors (efficientnet/lite/README.md in tensorflow/tpu): 75.1% of ImageNet's 50,000 validation "
    "photographs answered correctly with 32-bit weights, 74.4% with weights and activations of 8 bits. This project has not "
    "tested it on those photographs, which may not be passed on."
)

_DATA = {
    "name": "ImageNet (ILSVRC 2012)",
    "images": "1,281,167 training and 50,000 validation photographs of 1,000 classes",
    "source": "O. Russakovsky et al.: ImageNet Large Scale Visual Recognition Challenge, 2015, "
    "doi:10.1007/s11263-015-0816-y",
    "licence": "the photographs belong to their owners; ImageNet lets researchers use them for non-commercial research and "
    "education. None of them is contained here",
    "obtained_from": "not obtained: only weights and names of classes are here",
}

_STORED = (
    "whole numbers with a float32 scale per output channel, 8 bits a weight in convolutions and 7 in the dense layer; kernels "
    "of fewer than 20,000 weights in float16, biases in float32"
)

_LICENCE = "Apache-2.0: trained by Google, brought to PyTorch by ML Illustrated (2020), changed here; see LICENCES.md"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _settings(layer: Layer) -> dict[str, Any]:
    """The settings that differ from the defaults, as JSON has them; none of a composite, whose layers are rows too."""
    if isinstance(layer, Composite):
        return {}
    fields = (field.name for field in dataclasses.fields(layer))
    return {
        name: _plain(getattr(layer, name)) for name in fields if getattr(layer, name) != getattr(type(layer)(), name)
    }


def _row(step: Step) -> dict[str, Any]:
    settings = _settings(step.layer)
    words = ", ".join(f"{name}={tuple(v) if isinstance(v, list) else v}" for name, v in settings.items())
    kernel = step.param_shapes.get("kernel")
    return {
        "path": step.path,
        "kind": type(step.layer).__name__,
        **settings,
        "text": f"{type(step.layer).__name__}({words})",
        "output_shape": list(step.output_shape),
        "kernel_shape": list(kernel) if kernel else None,
    }


def _stage(blocks: int, kernel: int, stride: int, expand: int, out: int) -> str:
    wide = f"1x1 to {expand} times the maps, " if expand > 1 else ""
    return f"{blocks} × ({wide}depthwise {kernel}x{kernel}, 1x1 to {out} maps), stride {stride}"


def _architecture(rows: list[dict[str, Any]]) -> list[str]:
    """Input, first convolution, stages and head in words; the rows have every layer."""
    texts = [row["text"] for row in rows]
    return [*texts[:3], *(_stage(*stage) for stage in STAGES), *texts[-5:]]


def describe(classes: list[str], agreement: Agreement) -> dict[str, Any]:
    """The card as plain data."""
    network = lite0()
    rows = [_row(step) for step in network.steps[1:]]
    return {
        "name": NAME,
        "architecture": _architecture(rows),
        "layers": rows,
        "param_count": network.param_count,
        "input": "224x224x3 colour, values in [0, 1], which the first layer turns into (x - 127) / 128 of pixels from 0 to 255",
        "classes": classes,
        "knows": "1,000 kinds of animals, plants and things",
        "gallery": "photo",
        "data": _DATA,
        "recipe": {"words": _RECIPE, "numbers": {"epochs": EPOCH, "batch": 2048, "epsilon": 0.001}},
        "epochs": [EPOCH],
        "last_epoch": EPOCH,
        "stored": _STORED,
        "figures": [_PUBLISHED, agreement.words()],
        "bad_at": _BAD_AT,
        "weights_licence": _LICENCE,
    }
