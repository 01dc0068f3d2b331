"""The split of the flower photographs: by name alone, the same everywhere, in the shares that are stated."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from PIL import Image

from training.flowers import data


def test_a_photograph_belongs_to_one_part_by_its_name_alone() -> None:
    for name in ("daisy/5547758_eea9edfd54_n.jpg", "tulips/10791227_7168491604.jpg"):
        share = int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32
        expected = "test" if share < 0.2 else "validation" if share < 0.3 else "training"
        assert data.part_of(name) == expected


def test_the_shares_are_as_stated() -> None:
    parts = [data.part_of(f"roses/{index}.jpg") for index in range(20_000)]
    for part, share in zip(data.PARTS, data.SHARES, strict=True):
        assert parts.count(part) / len(parts) == pytest.approx(share, abs=0.01)


def test_photographs_are_read_from_a_folder_part_by_part(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("flower_photos")
    monkeypatch.setenv("FLOWER_PHOTOS", str(folder))
    rng = np.random.default_rng(1)
    for kind in data.CLASSES:
        (folder / kind).mkdir()
        for index in range(12):
            pixels = rng.integers(0, 255, (120, 200, 3), np.uint8)
            Image.fromarray(pixels).save(folder / kind / f"{index}.jpg")
    parts = {part: data.photographs(part) for part in data.PARTS}
    names = [name for part in parts.values() for name in part.names]
    assert len(names) == len(set(names)) == 60  # every photograph once: nothing leaks
    for part, photographs in parts.items():
        assert all(data.part_of(name) == part for name in photographs.names)
        assert [data.CLASSES[label] for label in photographs.labels] == [n.split("/")[0] for n in photographs.names]
        assert all(min(image.shape[:2]) == data.SIDE for image in photographs.images)
        assert data.fitted(photographs).shape == (len(photographs), 64, 64, 3)


def test_photographs_that_are_not_there_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLOWER_PHOTOS", raising=False)
    with pytest.raises(FileNotFoundError, match="set the environment variable FLOWER_PHOTOS"):
        data.photographs("test")
