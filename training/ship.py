"""Writes what is shipped after training: float16 weights, card and parity fixture."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from training import card, data, recipe, reference
from training.architecture import INPUT_SHAPE, Layer
from training.card import Subject
from training.parity import write_parity
from training.recipe import Recipe, TrainingResult
from training.torch_net import Params

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "explorer" / "weights" / "trained"
FIXTURES = ROOT / "tests" / "fixtures"


CLOTHING = Subject(
    classes=data.CLASSES,
    knows="ten kinds of clothing",
    gallery="fashion",
    input="28x28x1 grey, values in [0, 1], white object on black ground",
    data={
        "name": "Fashion-MNIST",
        "images": "60,000 training and 10,000 test photographs of clothing, 28x28 grey",
        "source": "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a Novel Image Dataset for Benchmarking "
        "Machine Learning Algorithms, 2017, arXiv:1708.07747",
        "licence": "MIT, copyright 2017 Zalando SE",
        "obtained_from": "Debian package dataset-fashion-mnist",
    },
    caution="It knows nothing but these ten kinds of clothing, and calls every picture one of them.",
)


def halved(params: Params) -> Params:
    """The parameters rounded to float16, as shipped."""
    return {key: array.astype(np.float16) for key, array in params.items()}


def load_epoch(name: str, epoch: int) -> Params:
    """Shipped float16 parameters of one epoch, keys `path/kernel` and `path/bias`."""
    prefix = f"e{epoch}/"
    with np.load(WEIGHTS / f"{name}.npz", allow_pickle=False) as file:
        return {key.removeprefix(prefix): file[key] for key in file.files if key.startswith(prefix)}


def load_card(name: str) -> dict[str, Any]:
    """The card of a shipped network, as plain data."""
    return json.loads((WEIGHTS / f"{name}.json").read_text())


def _watcher(layers: list[Layer], photos: data.Photos, last: int) -> Callable[[int, Params], str]:
    def held_out_accuracy(epoch: int, params: Params) -> str:
        due = epoch == last or epoch % 3 == 0
        return f"held out {reference.accuracy(layers, params, photos):.2f}%" if due else ""

    return held_out_accuracy


def _train_on_split(layers: list[Layer], chosen: Recipe) -> None:
    training, held_out = data.split_for_choosing()
    recipe.train(layers, chosen, training, _watcher(layers, held_out, chosen.epochs))


def _report_other_seed(layers: list[Layer], chosen: Recipe, seed: int) -> None:
    other = Recipe(**{**chosen.numbers(), "seed": seed})  # type: ignore[arg-type]
    result = recipe.train(layers, other, data.training_photos())
    score = reference.accuracy(layers, halved(result.params[chosen.epochs]), data.test_photos())
    print(f"seed {seed}: {score:.2f}% of the 10,000 test images; nothing written")


def _recipe(chosen: Recipe) -> dict[str, Any]:
    words = (
        f"{chosen.words()} Seed {chosen.seed}. Chosen on {data.HELD_OUT:,} held-out training images; these weights were then "
        "trained on all 60,000. The test set was used for reporting only."
    )
    return {"words": words, "numbers": chosen.numbers()}


def _write(name: str, layers: list[Layer], chosen: Recipe, result: TrainingResult) -> None:
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    shipped = {epoch: halved(params) for epoch, params in result.params.items()}
    arrays = {f"e{epoch}/{key}": array for epoch, params in shipped.items() for key, array in params.items()}
    np.savez_compressed(WEIGHTS / f"{name}.npz", **arrays)
    test = data.test_photos()
    predicted = {epoch: reference.predict(layers, params, test.images) for epoch, params in shipped.items()}
    content = card.describe(name, layers, INPUT_SHAPE, CLOTHING, predicted, test.labels)
    content["recipe"] = _recipe(chosen)
    content["seed"] = chosen.seed
    in_float32 = reference.accuracy(layers, result.params[chosen.epochs], test)
    content["float16"] = {
        "accuracy_before_rounding": in_float32,
        "cost_in_points": round(in_float32 - content["accuracy"], 4),
    }
    content["figures"] = []
    content["stored"] = f"float16, which costs {content['float16']['cost_in_points']:.2f} points of accuracy"
    content["training_seconds"] = round(result.seconds)
    content["machine"] = f"{recipe.THREADS} CPU thread ({platform.machine()}), PyTorch 2.13.0"
    (WEIGHTS / f"{name}.json").write_text(card.to_json(content))
    write_parity(FIXTURES / f"{name}_parity.npz", layers, shipped[chosen.epochs], test)
    print(f"{name}: {content['accuracy']:.2f}% in float16, {in_float32:.2f}% in float32")
    print(content["accuracy_per_epoch"])


def command(name: str, layers: list[Layer], chosen: Recipe) -> None:
    """Runs `python -m training.<name>`."""
    asked = recipe.options(f"Train {name} and write its weights, card and parity fixture.")
    if asked.choose:
        _train_on_split(layers, chosen)
    elif asked.seed is not None:
        _report_other_seed(layers, chosen, asked.seed)
    else:
        _write(name, layers, chosen, recipe.train(layers, chosen, data.training_photos()))
