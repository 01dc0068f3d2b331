"""The model card of a trained network: architecture, data, recipe, accuracy, and what it is bad at."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from training import reference
from training.architecture import OFFSET, SCALE, Layer, kernel_shape, param_count, shapes
from training.data import CLASSES, HELD_OUT, Photos
from training.recipe import Recipe
from training.torch_net import Params

MAX_PAIRS = 6
"""Pairs of confused classes that a card has."""


def confusion(predicted: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Counts (10, 10): rows true class, columns predicted class."""
    return np.bincount(labels.astype(int) * 10 + predicted, minlength=100).reshape(10, 10)


def confused_pairs(matrix: np.ndarray) -> list[dict[str, Any]]:
    """The most frequent mistakes, most frequent first."""
    wrong = matrix - np.diag(np.diag(matrix))
    order = np.argsort(-wrong, axis=None, kind="stable")[:MAX_PAIRS]
    cells = [divmod(int(flat), 10) for flat in order]
    return [{"true": CLASSES[t], "predicted": CLASSES[p], "count": int(wrong[t, p])} for t, p in cells]


def bad_at(matrix: np.ndarray) -> str:
    """What the network is bad at, in words, from its confusion counts (10, 10)."""
    rates = np.diag(matrix) / matrix.sum(axis=1)
    worst = int(np.argmin(rates))
    mistakes = (f"{p['count']} × {p['true']} taken for {p['predicted']}" for p in confused_pairs(matrix))
    return (
        f"{CLASSES[worst]}: only {rates[worst]:.1%} of them are recognised. Most frequent mistakes among "
        f"{matrix.sum():,} test images: {'; '.join(mistakes)}. It knows nothing but these ten kinds of "
        "clothing, and calls every picture one of them."
    )


def _layer_table(layers: list[Layer]) -> list[dict[str, Any]]:
    rows = []
    for index, (layer, below) in enumerate(zip(layers, shapes(layers), strict=False)):
        kernel = kernel_shape(layer, below)
        rows.append({"path": str(index), "kind": layer.kind, **layer.settings, "text": layer.text})
        rows[-1] |= {"output_shape": shapes(layers)[index + 1], "kernel_shape": kernel}
    return rows


def _data() -> dict[str, str]:
    return {
        "name": "Fashion-MNIST",
        "images": "60,000 training and 10,000 test photographs of clothing, 28x28 grey",
        "source": "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a Novel Image Dataset for Benchmarking "
        "Machine Learning Algorithms, 2017, arXiv:1708.07747",
        "licence": "MIT, copyright 2017 Zalando SE",
        "obtained_from": "Debian package dataset-fashion-mnist",
    }


def _recipe(recipe: Recipe) -> dict[str, Any]:
    words = (
        f"{recipe.words()} Chosen on {HELD_OUT:,} held-out training images; these weights were then trained "
        "on all 60,000. The test set was used for reporting only."
    )
    return {"words": words, "numbers": recipe.numbers()}


def describe(
    name: str, layers: list[Layer], recipe: Recipe, shipped: dict[int, Params], test: Photos
) -> dict[str, Any]:
    """The card as plain data; every accuracy is in percent, of the shipped float16 weights on all test images."""
    predicted = {epoch: reference.predict(layers, params, test.images) for epoch, params in shipped.items()}
    matrix = confusion(predicted[recipe.epochs], test.labels)
    per_class = 100 * np.diag(matrix) / matrix.sum(axis=1)
    return {
        "name": name,
        "architecture": [layer.text for layer in layers],
        "layers": _layer_table(layers),
        "param_count": param_count(layers),
        "input": "28x28x1 grey, values in [0, 1], white object on black ground",
        "rescaling": {"scale": SCALE, "offset": OFFSET},
        "classes": CLASSES,
        "knows": "ten kinds of clothing",
        "gallery": "fashion",
        "data": _data(),
        "recipe": _recipe(recipe),
        "seed": recipe.seed,
        "epochs": list(shipped),
        "last_epoch": recipe.epochs,
        "test_images": len(test),
        "accuracy": 100 * np.trace(matrix) / matrix.sum(),
        "accuracy_per_epoch": {str(e): 100 * float(np.mean(p == test.labels)) for e, p in predicted.items()},
        "accuracy_per_class": dict(zip(CLASSES, per_class.tolist(), strict=True)),
        "confusion": matrix.tolist(),
        "confusion_axes": "rows: true class, columns: predicted class",
        "confused_pairs": confused_pairs(matrix),
        "bad_at": bad_at(matrix),
        "figures": [],
        "weights_licence": "made by this project with training/, see LICENCES.md",
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(float(value), 4) if isinstance(value, float | np.floating) else value


def to_json(content: dict[str, Any]) -> str:
    """The card as JSON, indented, with lists of numbers on one line."""
    text = json.dumps(_rounded(content), indent=2, ensure_ascii=False)
    return re.sub(r"\[[\d\s,.]+\]", lambda match: "[" + " ".join(match[0][1:-1].split()) + "]", text) + "\n"
