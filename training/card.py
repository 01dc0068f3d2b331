"""The model card of a trained network: architecture, data, recipe, accuracy, and what it is bad at."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.architecture import Layer, kernel_shape, param_count, shapes

MAX_PAIRS = 6
"""Pairs of confused classes that a card has."""


@dataclass(frozen=True)
class Subject:
    """What a network learns: its classes, the data, and words about both for the card."""

    classes: Sequence[str]
    knows: str
    gallery: str
    input: str
    data: Mapping[str, str]
    caution: str
    """The last sentence about what the network is bad at: what it knows nothing of."""


def confusion(predicted: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Counts (classes, classes): rows true class, columns predicted class."""
    flat = np.bincount(labels.astype(int) * classes + predicted, minlength=classes * classes)
    return flat.reshape(classes, classes)


def confused_pairs(matrix: np.ndarray, classes: Sequence[str]) -> list[dict[str, Any]]:
    """The most frequent mistakes, most frequent first."""
    wrong = matrix - np.diag(np.diag(matrix))
    order = np.argsort(-wrong, axis=None, kind="stable")[:MAX_PAIRS]
    cells = [divmod(int(flat), len(classes)) for flat in order]
    return [{"true": classes[t], "predicted": classes[p], "count": int(wrong[t, p])} for t, p in cells]


def bad_at(matrix: np.ndarray, subject: Subject) -> str:
    """What the network is bad at, in words, from its confusion counts."""
    rates = np.diag(matrix) / matrix.sum(axis=1)
    worst = int(np.argmin(rates))
    pairs = confused_pairs(matrix, subject.classes)
    mistakes = (f"{pair['count']} × {pair['true']} taken for {pair['predicted']}" for pair in pairs)
    return (
        f"{subject.classes[worst]}: only {rates[worst]:.1%} of them are recognised. Most frequent mistakes among "
        f"{matrix.sum():,} test images: {'; '.join(mistakes)}. {subject.caution}"
    )


def layer_table(layers: list[Layer], input_shape: tuple[int, ...]) -> list[dict[str, Any]]:
    """A row for each layer: path, kind, settings, output shape and kernel shape."""
    rows = []
    sizes = shapes(layers, input_shape)
    for index, (layer, below) in enumerate(zip(layers, sizes, strict=False)):
        rows.append({"path": str(index), "kind": layer.kind, **layer.settings, "text": layer.text})
        rows[-1] |= {"output_shape": sizes[index + 1], "kernel_shape": kernel_shape(layer, below)}
    return rows


def describe(
    name: str,
    layers: list[Layer],
    input_shape: tuple[int, ...],
    subject: Subject,
    predicted: Mapping[int, np.ndarray],
    labels: np.ndarray,
) -> dict[str, Any]:
    """The card as plain data but for its recipe. Accuracies are in percent, of the shipped float16 weights on test images.

    `predicted` are the classes by epoch that the shipped weights give the test images, whose classes are `labels`.
    """
    last = max(predicted)
    matrix = confusion(predicted[last], labels, len(subject.classes))
    per_class = 100 * np.diag(matrix) / matrix.sum(axis=1)
    return {
        "name": name,
        "architecture": [layer.text for layer in layers],
        "layers": layer_table(layers, input_shape),
        "param_count": param_count(layers, input_shape),
        "input": subject.input,
        "rescaling": layers[0].settings,
        "classes": subject.classes,
        "knows": subject.knows,
        "gallery": subject.gallery,
        "data": subject.data,
        "epochs": list(predicted),
        "last_epoch": last,
        "test_images": len(labels),
        "accuracy": 100 * np.trace(matrix) / matrix.sum(),
        "accuracy_per_epoch": {str(epoch): 100 * float(np.mean(p == labels)) for epoch, p in predicted.items()},
        "accuracy_per_class": dict(zip(subject.classes, per_class.tolist(), strict=True)),
        "confusion": matrix.tolist(),
        "confusion_axes": "rows: true class, columns: predicted class",
        "confused_pairs": confused_pairs(matrix, subject.classes),
        "bad_at": bad_at(matrix, subject),
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
