"""Recipes, schedules and augmentations: what they say, what they refuse, and what they do to pictures."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import SGD, Adam, AdamW, Augmentation, Recipe
from explorer.errors import SettingError
from explorer.learning import Constant, Cosine, StepDecay
from explorer.learning.randomness import Purpose, normal, permutation, uniform, words

WORDS = ["0x2b82464ea7344a57", "0x42022518dfbd6d6"]
ORDER = [3, 4, 1, 0, 5, 2]

recipes = st.builds(
    Recipe,
    optimizer=st.sampled_from([SGD(), SGD(momentum=0.5, nesterov=True), Adam(), Adam(epsilon=1e-7), AdamW(beta_1=0.8)]),
    learning_rate=st.floats(0, 1000),
    schedule=st.sampled_from([Constant(), Constant(warmup_steps=5), Cosine(alpha=0.1), StepDecay(2, factor=0.3)]),
    batch_size=st.integers(1, 4096),
    epochs=st.integers(1, 10_000),
    weight_decay=st.floats(0, 10),
    augmentation=st.builds(Augmentation, st.integers(0, 64), st.booleans(), st.floats(0, 1)),
    loss=st.sampled_from(["cross_entropy", "squared_error"]),
    seed=st.integers(0, 2**32 - 1),
)


@given(recipes)
def test_a_recipe_comes_back_from_its_text(recipe: Recipe) -> None:
    assert Recipe.from_spec(json.loads(json.dumps(recipe.spec()))) == recipe


def test_the_defaults_need_no_words() -> None:
    assert Recipe().spec() == {"version": 1}


@pytest.mark.parametrize(
    "settings",
    [
        {"learning_rate": -0.1},
        {"learning_rate": float("nan")},
        {"batch_size": 0},
        {"epochs": 1.5},
        {"loss": "hinge"},
        {"optimizer": "adam"},
        {"schedule": Adam()},
        {"augmentation": None},
        {"seed": -1},
        {"weight_decay": True},
    ],
    ids=str,
)
def test_wrong_values_are_refused_with_a_remedy(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingError) as caught:
        Recipe(**settings)
    assert caught.value.remedy.startswith("Use ")


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        {},
        {"version": 2},
        {"version": 1, "rate": 0.1},
        {"version": 1, "optimizer": "adam"},
        {"version": 1, "optimizer": ["adam", {"momentum": 0.9}]},
        {"version": 1, "optimizer": ["lion", {}]},
        {"version": 1, "optimizer": [["sgd"], {}]},
        {"version": 1, "schedule": ["cosine", {"alpha": "x"}]},
        {"version": 1, "augmentation": ["augmentation", {"shift": 1e9}]},
    ],
    ids=str,
)
def test_other_texts_are_refused(spec: Any) -> None:
    with pytest.raises(SettingError):
        Recipe.from_spec(spec)


def test_rates_by_hand() -> None:
    def rates(schedule: Any) -> list[float]:
        return [round(schedule.rate(1.0, step, steps=8, steps_per_epoch=2), 6) for step in range(8)]

    assert rates(Constant(warmup_steps=4)) == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1]
    assert rates(StepDecay(every=2, factor=0.1)) == [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1]
    assert rates(Cosine())[::4] == [1.0, 0.5]
    assert rates(Cosine(alpha=0.5))[4] == 0.75
    assert rates(Cosine(warmup_steps=4))[3:7:3] == [1.0, 0.5]


@given(shift=st.integers(0, 12), flip=st.booleans(), seed=st.integers(0, 99), step=st.integers(0, 99))
def test_a_picture_is_moved_and_mirrored_as_a_whole(shift: int, flip: bool, seed: int, step: int) -> None:
    rows, cols = 6, 9
    x = np.arange(1.0, 3 * rows * cols + 1).reshape(3, rows, cols, 1)
    found = Augmentation(shift=shift, flip=flip).apply(x, seed, step)
    around = np.pad(x, ((0, 0), (shift, shift), (shift, shift), (0, 0)))
    for place, picture in enumerate(found):
        possible = [
            way[place, top : top + rows, left : left + cols]
            for top in range(2 * shift + 1)
            for left in range(2 * shift + 1)
            for way in ((around, around[:, :, ::-1]) if flip else (around,))
        ]
        assert any(np.array_equal(picture, each) for each in possible)


def test_every_shift_and_both_sides_occur() -> None:
    x = np.zeros((400, 5, 5, 1))
    x[:, 2, 1] = 1
    found = Augmentation(shift=1, flip=True).apply(x, 0, 0)
    assert (found.sum(axis=(1, 2, 3)) == 1).all()
    counts = found.sum(axis=0)[..., 0]
    assert counts[1:4].sum() == 400
    assert (counts[1:4].sum(axis=0) > 30).all()
    assert (counts[1:4].sum(axis=1) > 80).all()


def test_noise_is_normal_and_another_one_in_every_step() -> None:
    x = np.full((20, 30, 30, 1), 0.5, np.float32)
    first, second = (Augmentation(noise=0.1).apply(x, 4, step) for step in (0, 1))
    assert first.dtype == np.float32
    assert abs(first.mean() - 0.5) < 0.005
    assert abs(first.std() - 0.1) < 0.005
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.05
    np.testing.assert_array_equal(first, Augmentation(noise=0.1).apply(x, 4, 0))


def test_no_augmentation_leaves_the_pictures_themselves() -> None:
    x = np.ones((1, 2, 2, 1))
    assert Augmentation().is_none
    assert Augmentation().apply(x, 0, 0) is x


def test_random_numbers_stay_the_same_for_ever() -> None:
    """Checkpoints and lessons rely on it: these are Philox's words, whatever numpy is installed."""
    assert [hex(int(word)) for word in words(7, Purpose.SHUFFLE, 2, 3, 1)] == WORDS
    assert permutation(7, 6, 3).tolist() == ORDER
    numbers = uniform(1, Purpose.DROPOUT, 10_000)
    assert 0 <= numbers.min() < 0.001
    assert 0.999 < numbers.max() < 1
    drawn = normal(1, Purpose.AUGMENTATION, 10_001)
    assert len(drawn) == 10_001
    assert abs(drawn.mean()) < 0.05
    assert abs(drawn.std() - 1) < 0.05


def test_streams_of_purposes_steps_and_places_differ() -> None:
    seen = {
        tuple(words(seed, purpose, 4, step, place).tolist())
        for seed in (0, 1)
        for purpose in Purpose
        for step in (0, 1, 2)
        for place in (0, 1, 2)
    }
    assert len(seen) == 2 * len(Purpose) * 9
