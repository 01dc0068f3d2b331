"""The shipped part of Fashion-MNIST: what the script chooses from the originals, balanced, small, and with its licence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from explorer.learning.data import fashion
from explorer.learning.data.fashion_mnist import CLASSES, FILE
from training import data as originals
from training.make_fashion_subset import PER_CLASS, chosen

DIGESTS = json.loads((Path(__file__).parents[2] / "fixtures" / "learning" / "data.json").read_text())


def test_it_never_changes() -> None:
    """Checkpoints and cards name the data by this digest."""
    assert fashion().digest == DIGESTS["fashion"]
    assert fashion(("Trouser", "Bag")).digest == DIGESTS["fashion Trouser Bag"]


def test_it_is_small_and_brings_its_licence() -> None:
    assert FILE.stat().st_size < 3_500_000
    licence = FILE.with_name("LICENCE-fashion-mnist.md").read_text(encoding="utf-8")
    assert "The MIT License" in licence
    assert "Han Xiao, Kashif Rasul, Roland Vollgraf" in licence


def test_every_beginning_is_balanced() -> None:
    data = fashion()
    assert data.classes == CLASSES == originals.CLASSES
    for examples, count in ((data.training, 6000), (data.validation, 1000)):
        assert (examples.x.shape, examples.x.dtype) == ((count, 28, 28, 1), np.uint8)
        np.testing.assert_array_equal(examples.y, np.arange(count) % 10)
        assert not examples.x.flags.writeable


@pytest.mark.thorough
@pytest.mark.skipif(not originals.DEBIAN_FOLDER.is_dir(), reason="Fashion-MNIST is not installed")
def test_the_images_are_those_that_the_script_chooses() -> None:
    with np.load(FILE, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file}
    for part, photos in (("training", originals.training_photos()), ("validation", originals.test_photos())):
        indices = chosen(photos, PER_CLASS[part])
        np.testing.assert_array_equal(arrays[f"{part}_indices"], indices)
        assert len(np.unique(indices)) == indices.size
        np.testing.assert_array_equal(arrays[part], photos.images[indices])
        np.testing.assert_array_equal(photos.labels[indices], np.repeat(np.arange(10)[:, None], indices.shape[1], 1))
