"""Options for everything in a recipe."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cli.recipes import PARTS, add_options, flag, recipe_of
from explorer.errors import SettingError
from explorer.learning import SGD, Adam, AdamW, Augmentation, Cosine, Recipe, StepDecay
from explorer.settings import settings_of


def parsed(*options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return parser.parse_args(options)


def test_without_options_it_is_the_usual_recipe_or_the_one_before() -> None:
    before = Recipe(SGD(momentum=0.9), epochs=7, schedule=StepDecay(every=2))
    assert recipe_of(parsed()) == Recipe()
    assert recipe_of(parsed(), before) == before


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("--optimizer sgd --momentum 0.9 --nesterov", Recipe(SGD(momentum=0.9, nesterov=True))),
        ("--optimizer adamw --beta-1 0.8 --weight-decay 0.01", Recipe(AdamW(beta_1=0.8), weight_decay=0.01)),
        ("--schedule cosine --alpha 0.1 --warmup-steps 5", Recipe(schedule=Cosine(warmup_steps=5, alpha=0.1))),
        ("--schedule step_decay --every 3 --factor 0.1", Recipe(schedule=StepDecay(every=3, factor=0.1))),
        ("--shift 2 --flip --noise 0.1", Recipe(augmentation=Augmentation(2, True, 0.1))),
        ("--learning-rate 0.1 --batch-size 8 --epochs 2 --seed 3", Recipe(Adam(), 0.1, batch_size=8, epochs=2, seed=3)),
        ("--loss squared_error --epsilon 1e-7", Recipe(Adam(epsilon=1e-7), loss="squared_error")),
    ],
)
def test_options_are_settings(options: str, wanted: Recipe) -> None:
    assert recipe_of(parsed(*options.split())) == wanted


def test_every_setting_has_an_option() -> None:
    names = {each.name for kinds in PARTS.values() for kind in kinds.values() for each in settings_of(kind)}
    names |= {each.name for each in settings_of(Recipe)}
    assert names <= set(vars(parsed()))


def test_a_setting_changes_what_was_chosen_before() -> None:
    before = Recipe(SGD(momentum=0.9, nesterov=True), augmentation=Augmentation(flip=True, shift=1))
    changed = recipe_of(parsed("--no-nesterov", "--no-flip"), before)
    assert changed == Recipe(SGD(momentum=0.9), augmentation=Augmentation(shift=1))
    assert recipe_of(parsed("--optimizer", "adam"), before).optimizer == Adam()


@given(st.floats(0, 0.9), st.integers(1, 9), st.booleans())
def test_a_recipe_survives_its_options(momentum: float, epochs: int, flip: bool) -> None:
    wanted = replace(Recipe(SGD(momentum=momentum)), epochs=epochs, augmentation=Augmentation(flip=flip))
    options = ["--optimizer", "sgd", "--momentum", repr(momentum), "--epochs", str(epochs)]
    assert recipe_of(parsed(*options, "--flip" if flip else "--no-flip")) == wanted


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--momentum 0.9", "--momentum says nothing of the optimizer adam. It is for --optimizer sgd."),
        ("--every 2", "--every says nothing of the schedule constant. It is for --schedule step_decay."),
        ("--optimizer sgd --beta-1 0.8", "It is for --optimizer adam and --optimizer adamw."),
        ("--epochs 0", "Epochs: 0 is less than 1"),
        ("--learning-rate nan", "Learning rate: nan is not a finite number"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: str, problem: str) -> None:
    with pytest.raises(SettingError) as caught:
        recipe_of(parsed(*options.split()))
    assert problem in str(caught.value)
    assert flag("a_b") == "--a-b"
