"""Writes what is shipped after training: float16 weights, the card, and numbers that pin the network."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from explorer import run
from explorer.images import fit, samples
from explorer.presets.flowers import flowers_network
from training import card
from training.card import Subject
from training.flowers import data, network
from training.flowers.recipe import Recipe
from training.recipe import TrainingResult
from training.ship import FIXTURES, WEIGHTS, halved
from training.torch_net import Params

NAME = "flowers_vgg"
INPUT_SHAPE = (data.INPUT_SIDE, data.INPUT_SIDE, 3)
PINNED_SAMPLES = ("dandelion", "dandelions", "cat", "mountains")
PINNED_CELLS = 120
BATCH = 64

FLOWERS = Subject(
    classes=data.CLASSES,
    knows="five kinds of flowers",
    gallery="flower",
    input="64x64x3, red, green and blue, values in [0, 1]: the largest square in the middle of a photograph",
    data={
        "name": "flower_photos",
        "images": "3,670 photographs of daisies, dandelions, roses, sunflowers and tulips, divided by a hash of the file name: "
        "2,568 for training, 374 for choices and then training, 728 for the test",
        "source": "The TensorFlow team, 2019: download.tensorflow.org/example_images/flower_photos.tgz; photographers by file "
        "in its LICENSE.txt",
        "licence": "CC BY 2.0, each photograph by its photographer",
        "obtained_from": "the archive, shorter side reduced to 96 px",
    },
    caution="Some photographs show a garden, a shrine or a bouquet of several kinds, and are counted all the same. It knows "
    "nothing but these five kinds of flowers, and calls every picture one of them.",
)


def by_path(params: Params) -> dict[str, dict[str, np.ndarray]]:
    """`path/kernel` and `path/bias` as the engine takes them: {path: {"kernel": ..., "bias": ...}}, float32."""
    result: dict[str, dict[str, np.ndarray]] = {}
    for key, array in params.items():
        path, name = key.split("/")
        result.setdefault(path, {})[name] = array.astype(np.float32)
    return result


def predict(params: Params, x: np.ndarray) -> np.ndarray:
    """Classes (n,) that the explorer's own engine gives images float32 (n, 64, 64, 3)."""
    plan, arrays = flowers_network(), by_path(params)
    starts = range(0, len(x), BATCH)
    outputs = [run(plan, arrays, x[start : start + BATCH])[plan.steps[-1].path] for start in starts]
    return np.concatenate(outputs).argmax(axis=-1)


def write(recipe: Recipe, result: TrainingResult, words: str, teacher: Mapping[str, float]) -> None:
    """Writes weights, card and fixture of a training run; `teacher` has what its teacher names rightly, in percent."""
    shipped = {epoch: halved(params) for epoch, params in result.params.items()}
    arrays = {f"e{epoch}/{key}": array for epoch, params in shipped.items() for key, array in params.items()}
    np.savez_compressed(WEIGHTS / f"{NAME}.npz", **arrays)
    content = _card(recipe, result, shipped)
    content["recipe"] = {"words": words, "numbers": recipe.numbers()}
    content["figures"] = [_teacher_words(teacher)]
    (WEIGHTS / f"{NAME}.json").write_text(card.to_json(content))
    np.savez_compressed(FIXTURES / f"{NAME}_parity.npz", **_pinned(shipped[recipe.epochs]))
    print(f"{NAME}: {content['accuracy']:.2f}% of {content['test_images']} test photographs")
    print(content["accuracy_per_epoch"], content["accuracy_per_class"])


def _card(recipe: Recipe, result: TrainingResult, shipped: Mapping[int, Params]) -> dict[str, Any]:
    test = data.photographs("test")
    x = data.fitted(test)
    predicted = {epoch: predict(params, x) for epoch, params in shipped.items()}
    content = card.describe(NAME, network.layers(), INPUT_SHAPE, FLOWERS, predicted, test.labels)
    in_float32 = 100 * float(np.mean(predict(result.params[recipe.epochs], x) == test.labels))
    cost = round(in_float32 - content["accuracy"], 4)
    content["float16"] = {"accuracy_before_rounding": in_float32, "cost_in_points": cost}
    content["stored"] = f"float16, which costs {max(cost, 0):.2f} points of accuracy"
    content["seed"] = recipe.seed
    content["training_seconds"] = round(result.seconds)
    content["machine"] = f"1 CPU thread ({platform.machine()}), PyTorch {torch.__version__.split('+')[0]}"
    return content


def _teacher_words(teacher: Mapping[str, float]) -> str:
    return (
        f"**Its teacher:** EfficientNet-Lite0 with a new last layer answers {teacher['validation']:.1f}% of the 374 "
        "validation photographs correctly, the ones on which choices were made. It learned from the photographs of ImageNet; "
        "whether some of these flowers were among them cannot be known."
    )


def tell_seeds(accuracies: Mapping[str, float]) -> None:
    """Puts a sentence about all seeds, accuracies in percent by seed, on the card, once there is one."""
    path = WEIGHTS / f"{NAME}.json"
    if not path.exists() or len(accuracies) < 2:
        return
    content = json.loads(path.read_text())
    seeds, shares = zip(*sorted(accuracies.items()), strict=True)
    sentence = (
        f"**Seeds {', '.join(seeds)}:** {', '.join(f'{share:.1f}%' for share in shares)} of the test photographs, "
        f"**{np.mean(shares):.1f}%** on average. Seed 1 is shipped because it is the first."
    )
    content["figures"] = [sentence, *(line for line in content["figures"] if not line.startswith("**Seeds"))]
    path.write_text(card.to_json(content))


def _pinned(params: Params) -> dict[str, np.ndarray]:
    """Activations of shipped photographs by PyTorch, of the float16 weights as float32: sampled cells of every layer.

    Keys: `samples`, and per layer `<path>/positions` uint16 (n, cells), flat in C order of (row, col, channel),
    `<path>/values` float32, and `<path>/scale`, the largest magnitude of the layer.
    """
    x = np.stack([fit(samples.load(name), *INPUT_SHAPE[:2]).pixels for name in PINNED_SAMPLES])
    rng = np.random.default_rng(16)
    arrays: dict[str, np.ndarray] = {"samples": np.array(PINNED_SAMPLES)}
    for path, output in activations(params, x).items():
        flat = output.reshape(len(x), -1)
        size = min(flat.shape[1], PINNED_CELLS)
        places = np.stack([np.sort(rng.choice(flat.shape[1], size, replace=False)) for _ in x])
        arrays[f"{path}/positions"] = places.astype(np.uint16)
        arrays[f"{path}/values"] = np.take_along_axis(flat, places, axis=1)
        arrays[f"{path}/scale"] = np.abs(flat).max()
    return arrays


@torch.no_grad()
def activations(params: Params, x: np.ndarray) -> dict[str, np.ndarray]:
    """PyTorch's output of every layer by path, NHWC or (n, units), for images float32 (n, 64, 64, 3)."""
    value, outputs = torch.from_numpy(x).permute(0, 3, 1, 2), {}
    for path, layer in enumerate(network.layers()):
        weights = {name: torch.from_numpy(array) for name, array in by_path(params).get(str(path), {}).items()}
        match layer.kind:
            case "Rescaling":
                value = value * layer.settings["scale"] + layer.settings["offset"]
            case "Conv2D":
                value = nn.functional.conv2d(value, weights["kernel"].permute(3, 2, 0, 1), weights["bias"], padding=1)
            case "ReLU":
                value = nn.functional.relu(value)
            case "MaxPool2D":
                value = nn.functional.max_pool2d(value, 2)
            case "GlobalAveragePool2D":
                value = value.mean((2, 3))
            case "Dense":
                value = value @ weights["kernel"] + weights["bias"]
            case "Softmax":
                value = torch.softmax(value, -1)
        outputs[str(path)] = (value.permute(0, 2, 3, 1) if value.ndim == 4 else value).numpy().copy()
    return outputs
