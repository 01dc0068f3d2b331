"""The card that a training makes by itself, and its snapshots as weights: TrainedHere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final

import numpy as np
from scipy.special import softmax

from explorer import limits
from explorer.layers.base import Array
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.live.snapshots import Parameters, Snapshot
from explorer.learning.live.training import MeasuredAt
from explorer.learning.measuring import measure
from explorer.learning.passes import predict, score_path
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.recipe.recipe import Recipe
from explorer.network import Network, canonical
from explorer.weights import SelfCard, TrainedHere
from explorer.weights.cards import TrainingData
from explorer.weights.course import Course, PartCourse
from explorer.weights.own.base import digest_of, layers_of
from explorer.weights.own.card import LEARNED, MOST_CLASSES, MOST_PICTURE, MOST_TEXT, UNSEEN, Mistake

MISTAKES: Final = 12
"""Pictures on a card: two rows of a dialog."""
_ALWAYS: Final = ("filters", "units")
"""Settings that a card gives though they are the usual ones: everybody asks for them."""
_CANDIDATES: Final = 100
"""Mistakes with the largest losses, among which those are chosen that the network is surest of."""


def trained_here(
    network: Network,
    data: DataSet,
    recipe: Recipe,
    kept: Sequence[Snapshot],
    seconds: float = 0.0,
    names: Mapping[float, str] | None = None,
) -> tuple[TrainedHere, ...]:
    """The snapshots `kept` of a training as weights, with its card; `names` are what the visitor calls some, by epoch.

    Raises WeightsError where their numbers are not finite. `kept` begins with the snapshot from before the first step.
    """
    if not kept:
        return ()
    card, family = card_of(network, data, recipe, kept, seconds), family_of(network, data, recipe, kept[0].params)
    given = names or {}
    return tuple(
        TrainedHere.of(network, each.params, given.get(each.epoch, ""), card, family=family, epoch=each.epoch)
        for each in kept
    )


def family_of(network: Network, data: DataSet, recipe: Recipe, first: Parameters) -> str:
    """What tells a training from all others: the digest of network, data, recipe, and the parameters it begins with."""
    parts = [network.digest, data.digest, canonical(recipe.spec()), digest_of(layers_of(network, first))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def card_of(
    network: Network, data: DataSet, recipe: Recipe, kept: Sequence[Snapshot], seconds: float = 0.0
) -> SelfCard:
    """The card of a training with these snapshots, one at least; mistakes and confusion are those of the last one."""
    last = kept[-1]
    rows, cols, channels = network.input_shape
    classes = tuple(_plain(name, limits.CLASS_NAME_CHARS) for name in data.classes[:MOST_CLASSES])
    counts = last.unseen.confusion if last.unseen is not None else ()
    confusion = tuple(tuple(int(count) for count in row) for row in counts)
    return SelfCard(
        data=TrainingData(
            _plain(data.name, MOST_TEXT) or "Pictures of one's own",
            f"{len(data.training):,} to learn from and {len(data.validation):,} to measure with",
            _plain(data.source, MOST_TEXT) or "From whoever trained it",
            _plain(data.licence, MOST_TEXT) or "not given",
            "",
        ),
        classes=classes,
        architecture=tuple(_plain(f"{type(layer).__name__}({_changed(layer)})", MOST_TEXT) for layer in network.layers),
        param_count=network.param_count,
        input=f"{rows} × {cols} px, {channels} channel{'s' * (channels != 1)}",
        recipe=recipe_words(recipe),
        spec=recipe.spec(),
        epochs=tuple(each.epoch for each in kept),
        course=_course(kept, data),
        confusion=confusion if len(confusion) == len(classes) else (),
        mistakes=_mistakes(network, last.params, data.validation, recipe.loss, len(classes)),
        seed=recipe.seed,
        seconds=round(seconds, 1),
    )


def recipe_words(recipe: Recipe) -> str:
    """A recipe in a sentence: "Adam with a learning rate of 0.001, in batches of 32, for 5 epochs, ..."."""
    optimizer, schedule, augmentation = recipe.optimizer, recipe.schedule, recipe.augmentation
    momentum = getattr(optimizer, "momentum", 0.0)
    named = f"{optimizer.title} with momentum {momentum:g} and" if momentum else f"{optimizer.title} with"
    parts = [
        f"{named} a learning rate of {recipe.learning_rate:g}",
        f"in batches of {recipe.batch_size}",
        f"for {recipe.epochs} epoch{'s' * (recipe.epochs != 1)}",
    ]
    if schedule.kind != "constant":
        parts.append(f"schedule: {schedule.title.lower()}")
    if schedule.warmup_steps:
        parts.append(f"{schedule.warmup_steps} steps of warm-up")
    if recipe.weight_decay:
        parts.append(f"weight decay {recipe.weight_decay:g}")
    changes = [
        f"shifted by up to {augmentation.shift} px" if augmentation.shift else "",
        "flipped at random" if augmentation.flip else "",
        f"with noise of {augmentation.noise:g}" if augmentation.noise else "",
    ]
    if changed := [each for each in changes if each]:
        parts.append(f"pictures {', '.join(changed)}")
    parts.append(f"loss: {LOSSES[recipe.loss].title.lower()}")
    return f"{', '.join(parts)}."


def _course(kept: Sequence[Snapshot], data: DataSet) -> Course | None:
    """Loss and accuracy at every snapshot; None where they were not measured, as for targets that are no classes."""
    learned, unseen = [each.learned for each in kept], [each.unseen for each in kept]
    parts = [
        _part(LEARNED, len(data.training), learned),
        _part(UNSEEN, len(data.validation), unseen),
    ]
    return Course(*(part for part in parts if part)) if all(parts) else None


def _part(name: str, images: int, measured: Sequence[MeasuredAt | None]) -> PartCourse | None:
    found = [each for each in measured if each is not None]
    numbers = [each.loss for each in found] + [each.accuracy for each in found]
    if len(found) < len(measured) or not np.isfinite(numbers).all():
        return None
    return PartCourse(name, images, tuple(each.loss for each in found), tuple(100 * each.accuracy for each in found))


def _mistakes(network: Network, params: Parameters, examples: Examples, loss: str, classes: int) -> tuple[Mistake, ...]:
    """The wrong answers that the network is surest of, the surest first."""
    rows, cols, channels = network.input_shape
    if not len(examples) or examples.y.ndim > 1 or not classes or rows * cols * channels > MOST_PICTURE:
        return ()
    found = measure(network, params, examples, loss, limits.TRAINING_MEASURED)
    wrong = np.flatnonzero(found.predicted != examples.y[found.indices])
    wrong = wrong[np.argsort(-found.losses[wrong], kind="stable")[:_CANDIDATES]]
    if not len(wrong):
        return ()
    x, y = examples.batch(found.indices[wrong], next(array.dtype for own in params.values() for array in own.values()))
    scores = predict(network, params, x, score_path(network, True)).reshape(len(x), -1)
    shares = softmax(scores.astype(np.float64), axis=1)
    answers = found.predicted[wrong]
    sure = shares[np.arange(len(wrong)), answers]
    return tuple(
        Mistake(int(y[at]), int(answers[at]), float(sure[at]), (rows, cols, channels), _bytes(x[at]))
        for at in np.argsort(-sure, kind="stable")[:MISTAKES]
        if max(y[at], answers[at]) < classes
    )


def _bytes(picture: Array) -> bytes:
    """A picture of numbers from 0 to 1 as bytes."""
    return np.rint(255 * np.clip(picture.astype(np.float64), 0, 1)).astype(np.uint8).tobytes()


def _changed(layer: object) -> str:
    """The settings of a layer that are not the usual ones, or that everybody asks for."""
    found = []
    for each in fields(layer):  # type: ignore[arg-type]
        value = getattr(layer, each.name)
        if (value != each.default or each.name in _ALWAYS) and isinstance(value, int | float | str | tuple):
            found.append(f"{each.name}={value}")
    return ", ".join(found)


def _plain(text: str, most: int) -> str:
    """A text of one line that can be printed, not too long."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:most]
