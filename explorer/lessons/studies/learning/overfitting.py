"""Over-fitting, and what dropout, weight decay and augmentation do about it: trained in the lesson itself."""

from __future__ import annotations

import numpy as np

from explorer.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D, ReLU, Softmax
from explorer.learning import AdamW, Augmentation, Recipe
from explorer.lessons.lesson import Given, Study
from explorer.lessons.shown import Curves, Line, Maps, TextTable
from explorer.lessons.studies.learning.courses import Course, course
from explorer.lessons.studies.learning.opened import SET_UP, to_train
from explorer.lessons.studies.learning.strokes import SIDE, strokes
from explorer.lessons.tools import short_number, with_commas
from explorer.network import Network

OTHERS, NOISE, SEED = 192, 0.1, 0
RATE, BATCH, EPOCHS = 0.01, 8, 30
DROPPED, DECAY, SHIFT = 0.5, 1.0, 2
"""The part that dropout sets to zero, the weight decay, and the px by which augmentation moves pictures."""
NOTHING, DROPOUT, WEIGHT_DECAY, AUGMENTATION = "Nothing", "Dropout", "Weight decay", "Augmentation"
REMEDIES = (NOTHING, DROPOUT, WEIGHT_DECAY, AUGMENTATION)
COUNTS = ("16", "32", "64")
VERSIONS = 4
"""Pictures that show what augmentation makes of one."""


def network(dropout: bool = False) -> Network:
    """The lesson's network, with a Dropout before the last dense layer or without."""
    dropped: tuple[Layer, ...] = (Dropout(DROPPED),) if dropout else ()
    return Network(
        (Conv2D(8, (3, 3)), ReLU(), MaxPool2D(), Flatten(), Dense(32), ReLU(), *dropped, Dense(4), Softmax()),
        (SIDE, SIDE, 1),
    )


def recipe_with(remedy: str, rate: float) -> Recipe:
    """The lesson's recipe with one of REMEDIES; dropout is a layer of the network."""
    return Recipe(
        AdamW(),
        rate,
        batch_size=BATCH,
        epochs=EPOCHS,
        weight_decay=DECAY if remedy == WEIGHT_DECAY else 0.0,
        augmentation=Augmentation(shift=SHIFT) if remedy == AUGMENTATION else Augmentation(),
        seed=SEED,
    )


def trained(remedy: str, pictures: int) -> Course:
    """The course of a training on so many pictures, with one of REMEDIES."""
    return course(network(remedy == DROPOUT), strokes(pictures, OTHERS, NOISE), recipe_with(remedy, RATE))


def overfitting(given: Given) -> Study:
    """A network that learns its few pictures by heart, and the same one with a remedy."""
    remedy, pictures = given.word("remedy"), given.number("pictures")
    plain, helped = trained(NOTHING, pictures), trained(remedy, pictures)
    stack = network(remedy == DROPOUT)
    best = int(np.argmin(plain.validation))
    return Study(
        {
            "parameters": with_commas(stack.param_count),
            "pictures": with_commas(pictures),
            "others": with_commas(OTHERS),
            "training": short_number(plain.training[-1]),
            "validation": short_number(plain.validation[-1]),
            "best": short_number(plain.validation[best]),
            "epoch": with_commas(best + 1),
            "epochs": with_commas(EPOCHS),
            "effect": _effect(remedy, plain, helped),
            "dropped": f"{100 * DROPPED:.0f}%",
            "shrunk": f"{100 * RATE * DECAY:g}%",
            "shift": f"{SHIFT} px",
        },
        {
            "curves": _curves(remedy, plain, helped),
            "table": _table(remedy, plain, helped),
            "versions": _versions(pictures),
        },
        to_train(stack, SEED),
        SET_UP,
        recipe_with(remedy, AdamW().usual_rate),
    )


def _effect(remedy: str, plain: Course, helped: Course) -> str:
    """What the remedy changed, in words."""
    if remedy == NOTHING:
        return "So far nothing is done against it"
    before, after = plain.validation[-1], helped.validation[-1]
    verb = "falls" if after < before else "rises"
    training = short_number(helped.training[-1])
    return (
        f"With {remedy.lower()} the validation loss {verb} from {short_number(before)} to **{short_number(after)}**, and the "
        f"training loss is {training}"
    )


def _curves(remedy: str, plain: Course, helped: Course) -> Curves:
    epochs = tuple(float(n + 1) for n in range(EPOCHS))
    lines = [Line("validation", epochs, plain.validation), Line("training", epochs, plain.training)]
    if remedy != NOTHING:
        name = remedy.lower()
        lines += [
            Line(f"validation, {name}", epochs, helped.validation),
            Line(f"training, {name}", epochs, helped.training),
        ]
    return Curves(
        tuple(lines),
        "epoch",
        "loss",
        f"The loss on the training pictures falls to {plain.training[-1]:.2g}, on others it ends at "
        f"{plain.validation[-1]:.2g}; against it: {remedy.lower()}.",
    )


def _table(remedy: str, plain: Course, helped: Course) -> TextTable:
    rows = {NOTHING: plain, remedy: helped}
    return TextTable(
        ("against it", "training loss", "correct", "validation loss", "correct"),
        tuple(
            (
                name.lower(),
                short_number(each.training[-1]),
                f"{100 * each.seen:.0f}%",
                short_number(each.validation[-1]),
                f"{100 * each.accuracy[-1]:.0f}%",
            )
            for name, each in rows.items()
        ),
        "Loss and accuracy after the last epoch, on the pictures it learned from and on others.",
    )


def _versions(pictures: int) -> Maps:
    """One training picture, and what augmentation makes of it at three steps."""
    x = strokes(pictures, OTHERS, NOISE).training.x
    clearest = int(np.argmax(x.reshape(len(x), -1).std(axis=1)))
    one = x[clearest : clearest + 1]
    moved = [one, *(Augmentation(shift=SHIFT).apply(one, SEED, step) for step in range(1, VERSIONS))]
    return Maps(
        np.concatenate([picture[0] for picture in moved], axis=2),
        ("a picture", *(f"at step {step}" for step in range(1, VERSIONS))),
        "One picture, and the same one moved at random.",
        grey=True,
        side=96,
    )
