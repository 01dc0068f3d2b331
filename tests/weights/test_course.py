"""The course of a training on a model card: strictly read, and in agreement with everything else that the card says."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer import presets, run
from explorer.errors import SettingError
from explorer.weights import Trained, Weights, cards
from explorer.weights.course import read_course

PLAYED = tuple(name for name in cards.NAMES if len(cards.load(name).epochs) > 1)
EPOCHS = (0, 1, 4)
PART: dict[str, Any] = {
    "part": "test photos",
    "images": 10,
    "loss": {"0": 2.3, "1": 1, "4": 0.5},
    "accuracy": {"0": 10.0, "1": 60.0, "4": 90.0},
}
FIXTURE = Path(__file__).parents[1] / "fixtures" / "fashion_test500.npz"


def test_numbers_come_in_the_order_of_the_epochs() -> None:
    shuffled = {**PART, "loss": dict(reversed(PART["loss"].items()))}
    course = read_course({"learned": PART, "unseen": shuffled}, EPOCHS)
    assert course.unseen.loss == (2.3, 1.0, 0.5)
    assert course.learned.accuracy == (10.0, 60.0, 90.0)
    assert (course.unseen.part, course.unseen.images) == ("test photos", 10)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("part", ""),
        ("part", 3),
        ("images", 0),
        ("images", True),
        ("images", 2.5),
        ("loss", {"0": 2.3, "1": 1.0}),
        ("loss", {"0": 2.3, "1": 1.0, "4": 0.5, "5": 0.4}),
        ("loss", {"0": -0.1, "1": 1.0, "4": 0.5}),
        ("loss", {"0": math.nan, "1": 1.0, "4": 0.5}),
        ("loss", {"0": math.inf, "1": 1.0, "4": 0.5}),
        ("loss", {"0": "2.3", "1": 1.0, "4": 0.5}),
        ("loss", [2.3, 1.0, 0.5]),
        ("accuracy", {"0": 10.0, "1": 60.0, "4": 100.1}),
        ("accuracy", {"0": True, "1": 60.0, "4": 90.0}),
    ],
)
@pytest.mark.parametrize("kind", ["learned", "unseen"])
def test_what_cannot_be_is_refused(kind: str, key: str, value: Any) -> None:
    fields = {"learned": copy.deepcopy(PART), "unseen": copy.deepcopy(PART)}
    fields[kind][key] = value
    with pytest.raises(SettingError, match=f"^course.{kind}.{key} of a model card .* Write it again") as caught:
        read_course(fields, EPOCHS)
    assert caught.value.remedy


@pytest.mark.parametrize("fields", [{}, {"learned": PART}, {"learned": PART, "unseen": PART, "more": PART}, []])
def test_both_parts_and_nothing_else(fields: Any) -> None:
    with pytest.raises(SettingError, match="does not have exactly learned, unseen"):
        read_course(fields, EPOCHS)


@pytest.mark.parametrize("name", cards.NAMES)
def test_every_training_that_can_be_played_has_its_course(name: str) -> None:
    assert (cards.load(name).course is not None) == (name in PLAYED)


@pytest.mark.parametrize("name", PLAYED)
def test_the_course_agrees_with_the_test_on_the_card(name: str) -> None:
    card = cards.load(name)
    assert card.course
    assert card.tested
    unseen, learned = card.course.unseen, card.course.learned
    assert unseen.part == "test photos"
    assert unseen.images == card.tested.images
    np.testing.assert_allclose(unseen.accuracy, card.tested.accuracy_per_epoch, atol=100.5 / card.tested.images)
    assert f"{learned.images:,}"[:2] in card.data.images  # 60,000 of clothing; 2,568 + 374 of flowers
    assert learned.images > unseen.images
    for part in (unseen, learned):
        assert part.loss[-1] == min(part.loss)
        assert (
            part.loss[0] > math.log(len(card.classes)) > part.loss[1]
        )  # an untrained network is worse than guessing evenly
    assert learned.loss[-1] < unseen.loss[-1]
    assert learned.accuracy[-1] > unseen.accuracy[-1]


@pytest.mark.parametrize("name", [name for name in PLAYED if name.startswith("fashion")])
def test_500_test_photos_have_about_the_loss_on_the_card(name: str) -> None:
    """-log p of the softmax that ends the network, over photographs drawn by chance: an error of some standard deviations."""
    card, network = cards.load(name), presets.load(name).network
    assert card.course
    with np.load(FIXTURE, allow_pickle=False) as file:
        x, labels = file["images"][..., None].astype(np.float32) / np.float32(255), file["labels"].astype(int)
    for epoch, loss in zip(card.epochs, card.course.unseen.loss, strict=True):
        chances = run(network, Weights(Trained(name, epoch)).params(network), x)[network.steps[-1].path]
        losses = -np.log(chances.reshape(len(x), -1)[np.arange(len(x)), labels].astype(np.float64))
        assert losses.mean() == pytest.approx(loss, abs=4 * losses.std() / math.sqrt(len(x)))


@pytest.mark.parametrize("name", PLAYED)
def test_the_course_of_a_card_is_read_from_its_file(name: str) -> None:
    fields = json.loads((cards.FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert cards.load(name).course == read_course(fields["course"], fields["epochs"])
