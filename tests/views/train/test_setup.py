"""The setup of a training: what the form says, as a value."""

from __future__ import annotations

import numpy as np
import pytest

from explorer import SGD, Adam, presets
from explorer.errors import SettingError
from explorer.images import picture_for
from explorer.views.train.form.fields import step_of
from explorer.views.train.setup import OPTIMIZERS, TWO, Setup, data_of, data_titles, own_data, two_classes


def test_another_optimiser_gets_a_rate_that_suits_it() -> None:
    rates = {"SGD": 0.1, "Momentum": 0.02, "Adam": 0.001, "AdamW": 0.001}
    assert rates.keys() == OPTIMIZERS.keys()
    for title in OPTIMIZERS:
        setup = Setup().with_optimizer(title)
        assert (setup.optimizer_title, setup.recipe.learning_rate) == (title, rates[title])
    assert Setup().with_optimizer("Momentum").recipe.optimizer == SGD(momentum=0.9)
    assert Setup().recipe.optimizer == Adam()


def test_a_setup_comes_back_from_plain_data() -> None:
    setup = Setup(data=TWO, pair=("Bag", "Dress"), start="screen").with_recipe(epochs=3, weight_decay=0.01)
    assert Setup.from_spec(setup.spec()) == setup
    assert Setup.from_spec(None) == Setup()
    assert Setup.from_spec({"data": "another", "pair": ["Bag", "Bag"], "start": 3}) == Setup()


def test_what_is_no_choice_is_ignored_and_what_is_no_value_refused() -> None:
    assert Setup().choosing("another") == Setup()
    assert Setup().with_class(0, Setup().pair[1]) == Setup()
    with pytest.raises(SettingError, match="Batch size"):
        Setup().with_recipe(batch_size=0)


@pytest.mark.parametrize("key", [key for key in data_titles() if key != "own"])
def test_every_set_of_the_list_can_be_learned_from(key: str) -> None:
    data = data_of(Setup().choosing(key), presets.load("fashion_lenet5").network)
    assert data.training.x.shape[1:] == (28, 28, 1)
    assert len(data.training) > len(data.validation) > 0 or key.startswith("noise")
    assert int(data.training.y.max()) == len(data.classes) - 1


def test_generated_pictures_are_as_large_as_the_networks_input() -> None:
    data = data_of(Setup().choosing("bars"), presets.load("lenet5").network)
    assert data.training.x.shape[1:] == presets.load("lenet5").network.input_shape
    assert data_of(Setup().choosing("bars"), presets.load("vgg16").network).training.x.shape[1:] == (28, 28, 1)


def test_own_classes_become_data_once_each_has_two_pictures() -> None:
    own = two_classes().with_pictures(0, ["cat", "coffee"]).with_picture(1, "cat")
    assert own_data(own, (28, 28, 1), 0) is None
    own = own.with_picture(1, picture_for("coffee", (64, 64, 3)))
    data = own_data(own, (28, 28, 1), 0)
    assert data is not None
    assert data.training.x.shape[1:] == (28, 28, 1)
    assert own_data(own, (224, 224, 3), 0).training.x.shape[1:] == (64, 64, 3)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("value", "step"), [(0.001, 0.0005), (0.9, 0.05), (0.999, 0.0005), (2.0, 1.0), (0.0, 1e-4), (1e-8, 5e-9)]
)
def test_one_press_changes_a_number_by_its_own_size(value: float, step: float) -> None:
    np.testing.assert_allclose(step_of(value), step, rtol=1e-9)
