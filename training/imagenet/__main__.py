"""`python -m training.imagenet`: reads the published weights, and writes the explorer's file and its card."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from training.imagenet import card, expecting, folding, measuring, parity, published, quantizing

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "explorer" / "weights" / "trained"
FIXTURE = ROOT / "tests" / "fixtures" / f"{card.NAME}_parity.npz"


def _to_json(content: dict[str, Any]) -> str:
    """The card as JSON, indented, with lists of numbers on one line."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return re.sub(r"\[[\d\s,.]+\]", lambda match: "[" + " ".join(match[0][1:-1].split()) + "]", text) + "\n"


def main() -> None:
    """Writes `efficientnet_lite0.npz` and `.json`, and the fixture of the tests."""
    source = published.load()
    exact = folding.fold(source)
    arrays = quantizing.stored(exact, expecting.expected_inputs(source))
    rounded = quantizing.restored(arrays)
    agreement = measuring.compare(exact, rounded)
    file = FOLDER / f"{card.NAME}.npz"
    np.savez_compressed(file, **{f"e{card.EPOCH}/{key}": array for key, array in arrays.items()})
    content = card.describe(published.class_names(), agreement)
    (FOLDER / f"{card.NAME}.json").write_text(_to_json(content), encoding="utf-8")
    parity.write_parity(FIXTURE, rounded)
    print(f"{file.stat().st_size / 1e6:.2f} MB. {agreement.words()}")


if __name__ == "__main__":
    main()
