"""Writes explorer/lessons/data/shifts.json: accuracy against shifts, of the 500 test images of tests/fixtures.

python -m training.shifts
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from explorer.lessons.shifting import FILE, PRESET_NAMES, SHIFTS, accuracy

IMAGES = Path(__file__).parent.parent / "tests" / "fixtures" / "fashion_test500.npz"


def main() -> None:
    with np.load(IMAGES, allow_pickle=False) as file:
        images, labels = file["images"].astype(np.float32) / np.float32(255), file["labels"]
    percent = {name: [round(accuracy(name, images, labels, shift), 2) for shift in SHIFTS] for name in PRESET_NAMES}
    FILE.write_text(json.dumps({"images": len(labels), "percent": percent}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
