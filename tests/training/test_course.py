"""The command that measures the course of a training: its loss against scipy, what it writes, and what it notices."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax

from explorer.weights import cards
from explorer.weights.course import read_course
from training import course

NAME = "fashion_lenet5"
EPOCHS = cards.load(NAME).epochs


@given(arrays(np.float32, (6, 4), elements=st.floats(-1e4, 1e4, width=32)), arrays(int, 6, elements=st.integers(0, 3)))
def test_cross_entropy_is_that_of_scipy(logits: np.ndarray, labels: np.ndarray) -> None:
    expected = -log_softmax(logits.astype(np.float64), axis=1)[np.arange(6), labels]
    measured = course.cross_entropy(logits, labels)
    np.testing.assert_allclose(measured, expected, rtol=1e-12, atol=1e-12)
    assert np.isfinite(measured).all()


def some_parts() -> course.Parts:
    rng = np.random.default_rng(3)
    parts = {"learned": "training photos", "unseen": "test photos"}
    return {
        kind: course.Part(words, rng.random((7, 28, 28, 1), np.float32), rng.integers(0, 10, 7))
        for kind, words in parts.items()
    }


def test_measuring_does_not_depend_on_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = some_parts()
    whole = course.measure(NAME, parts)
    monkeypatch.setattr(course, "BATCH", 3)
    assert course.differences(whole, course.measure(NAME, parts)) == []
    assert read_course(whole, EPOCHS).learned.images == 7


def test_a_course_is_written_confirmed_and_contradicted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(cards.FOLDER / f"{NAME}.json", tmp_path)
    before = json.loads((tmp_path / f"{NAME}.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(course.cards, "FOLDER", tmp_path)
    parts = some_parts()
    assert not course.confirm(NAME, parts)  # the card has the course on other photographs
    measured = course.measure(NAME, parts)
    course.write(NAME, measured)
    after = json.loads((tmp_path / f"{NAME}.json").read_text(encoding="utf-8"))
    assert after == {**before, "course": measured}
    assert course.confirm(NAME, parts)


def test_a_difference_names_its_place() -> None:
    measured = course.measure(NAME, some_parts())
    written = json.loads(json.dumps(measured))
    written["unseen"]["loss"]["3"] += 0.01
    (said,) = course.differences(written, measured)
    assert said.startswith("unseen loss at epoch 3: the card says ")
