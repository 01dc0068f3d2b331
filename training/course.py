"""Loss and accuracy at every epoch whose weights are shipped: `python -m training.course [name ...]`.

Measured with the explorer's own engine. Writes the field `course` of the cards. Without names: every network with several
epochs whose photographs are on this machine. With `--check` it writes nothing, and the exit code is 1 if a card says
something else.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer import Network, presets, run
from explorer.layers import Softmax
from explorer.weights import Trained, Weights, cards
from training import card
from training import data as clothing
from training.flowers import data as flowers

BATCH = 100
PLACES = 4
"""Decimal places that cards keep."""
TOLERANCE = {"loss": 1e-3, "accuracy": 0.1}
"""How far another machine's sums may be away: nats and percent."""


@dataclass(frozen=True)
class Part:
    """Photographs as a network gets them: `x` float32 (n, rows, cols, channels), `labels` (n,); `words` say which they are."""

    words: str
    x: np.ndarray
    labels: np.ndarray


Parts = dict[str, Part]


def flowers_parts() -> Parts:
    """Flowers: the 2,942 photographs for training and (in the end learned from, too) validation, and the 728 of the test."""
    pairs = [(flowers.fitted(part), part.labels) for part in map(flowers.photographs, ("training", "validation"))]
    test = flowers.photographs("test")
    learned = Part("training photos", np.concatenate([x for x, _ in pairs]), np.concatenate([y for _, y in pairs]))
    return {"learned": learned, "unseen": Part("test photos", flowers.fitted(test), test.labels)}


def clothing_parts() -> Parts:
    """Clothing: the 60,000 photographs for training, all of which were learned from, and the 10,000 of the test."""
    training, test = clothing.training_photos(), clothing.test_photos()
    learned = Part("training photos", clothing.to_input(training.images), training.labels)
    return {"learned": learned, "unseen": Part("test photos", clothing.to_input(test.images), test.labels)}


PARTS: dict[str, Callable[[], Parts]] = {
    "flowers_vgg": flowers_parts,
    "fashion_lenet5": clothing_parts,
    "fashion_tinyvgg": clothing_parts,
}


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """-log softmax(logits)[label] in nats, float64 (n,), of logits (n, classes): finite however sure a wrong answer is."""
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]


def logits_of(network: Network, params: Mapping[str, Mapping[str, np.ndarray]], x: np.ndarray) -> np.ndarray:
    """What the last dense layer makes of images `x`, float32 (n, classes): the input of the softmax that ends the network."""
    before, last = network.steps[-2:]
    assert isinstance(last.layer, Softmax)
    batches = (x[start : start + BATCH] for start in range(0, len(x), BATCH))
    return np.concatenate([run(network, params, batch)[before.path].reshape(len(batch), -1) for batch in batches])


def measure(name: str, parts: Parts) -> dict[str, Any]:
    """The field `course` of a card, see `explorer.weights.course`."""
    network = presets.load(name).network
    epochs = cards.load(name).epochs
    result: dict[str, Any] = {
        kind: {"part": part.words, "images": len(part.labels), "loss": {}, "accuracy": {}}
        for kind, part in parts.items()
    }
    for epoch in epochs:
        params = Weights(Trained(name, epoch)).params(network)
        for kind, part in parts.items():
            logits, labels = logits_of(network, params, part.x), part.labels.astype(int)
            numbers = {
                "loss": cross_entropy(logits, labels).mean(),
                "accuracy": 100 * np.mean(logits.argmax(axis=1) == labels),
            }
            for measured, value in numbers.items():
                result[kind][measured][str(epoch)] = round(float(value), PLACES)
            print(
                f"{name} epoch {epoch:3d}, {part.words}: loss {numbers['loss']:.4f}, {numbers['accuracy']:.2f}%",
                flush=True,
            )
    return result


def differences(written: Mapping[str, Any], measured: Mapping[str, Any]) -> list[str]:
    """What a card says otherwise than measured, in words; empty if they agree."""
    result = []
    for kind, part in measured.items():
        for quantity, tolerance in TOLERANCE.items():
            for epoch, value in part[quantity].items():
                said = written[kind][quantity][epoch]
                if abs(said - value) > tolerance:
                    result.append(f"{kind} {quantity} at epoch {epoch}: the card says {said}, measured {value}")
    return result


def write(name: str, course: Mapping[str, Any]) -> None:
    """Puts the course on the card of network `name`; everything else on it stays."""
    path = cards.FOLDER / f"{name}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(card.to_json({**content, "course": course}), encoding="utf-8")


def confirm(name: str, parts: Parts) -> bool:
    """Measures anew, prints what the card says otherwise, and returns whether they agree."""
    written = json.loads((cards.FOLDER / f"{name}.json").read_text(encoding="utf-8")).get("course")
    problems = differences(written, measure(name, parts)) if written else ["the card has no course"]
    for problem in problems:
        print(f"{name}: {problem}")
    return not problems


def main() -> int:
    """The command. Exit code 1 if photographs of a named network are missing, nothing could be done, or a card is wrong."""
    parser = argparse.ArgumentParser(
        description="Measure loss and accuracy at every shipped epoch, and write them on the cards."
    )
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PARTS)}; without names, all")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with the cards")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(PARTS):
        parser.error(f"no training with several epochs is called {', '.join(sorted(unknown))}")
    agrees = []
    for name in asked.names or PARTS:
        started = time.perf_counter()
        try:
            parts = PARTS[name]()
        except FileNotFoundError as missing:
            print(f"{name}: {missing}")
            if asked.names:
                return 1
            continue
        if asked.check:
            agrees.append(confirm(name, parts))
        else:
            write(name, measure(name, parts))
            agrees.append(True)
        print(f"{name}: {time.perf_counter() - started:.0f} s")
    return 0 if agrees and all(agrees) else 1


if __name__ == "__main__":
    sys.exit(main())
