"""Trains `flowers_vgg`: `python -m training.flowers`, see training/README.md.

`--choose` reports on the validation part and writes nothing. `--seed N` notes the test accuracy of seed N in `seeds.json` and
on the card; seed 1 also writes what is shipped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from training.flowers import data, teacher
from training.flowers.recipe import COLOURS, SHIFT, Recipe, train
from training.flowers.ship import predict, tell_seeds, write
from training.flowers.views import TEACHER_SIDE, Views, middle
from training.ship import halved

SEEDS = Path(__file__).with_name("seeds.json")
VIEWS_SEED = 1


def looked_at(recipe: Recipe, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Views of the photographs of a part and their features; kept in the folder for temporary files between runs."""
    plan = f"{recipe.views} {VIEWS_SEED} {Path(__file__).with_name('views.py').read_text()}"
    digest = hashlib.sha256(plan.encode()).hexdigest()[:12]
    kept = Path(tempfile.gettempdir()) / f"flower_views_{part}_{digest}.npz"
    if not kept.exists():
        pixels, found = teacher.look(data.photographs(part), recipe.views, VIEWS_SEED)
        np.savez(kept, pixels=pixels, features=found)
    with np.load(kept, allow_pickle=False) as file:
        return file["pixels"], file["features"]


def taught(recipe: Recipe, choosing: bool) -> tuple[Views, np.ndarray, dict[str, float]]:
    """The views with the teacher's answers, the labels, and the share that the teacher names rightly, in percent.

    The teacher's last layer is fitted to the training part alone; the student, unless choices are made, learns from its
    answers to the validation part too.
    """
    training, validation = data.photographs("training"), data.photographs("validation")
    pixels, found = looked_at(recipe, "training")
    head = teacher.fit_head(found, training.labels, recipe.teacher_decay)
    answers = teacher.logits(head, teacher.features()(middle(validation, TEACHER_SIDE)))
    right = {"validation": 100 * float(np.mean(answers.argmax(-1) == validation.labels))}
    print(f"the teacher names {right['validation']:.2f}% of the validation part rightly", flush=True)
    labels = training.labels
    if not choosing:
        more_pixels, more_found = looked_at(recipe, "validation")
        pixels, found = np.concatenate((pixels, more_pixels)), np.concatenate((found, more_found))
        labels = np.concatenate((labels, validation.labels))
    return Views(pixels, teacher.logits(head, found)), labels, right


def words(recipe: Recipe) -> str:
    """The recipe in words, for the card."""
    return (
        f"Trained with batch normalisation (folded afterwards), AdamW (weight decay {recipe.weight_decay}), batches of "
        f"{recipe.batch}, {recipe.epochs} epochs, one-cycle schedule (Smith 2018, arXiv:1803.09820) up to a learning rate "
        f"of {recipe.max_lr}. Distillation (Hinton, Vinyals and Dean 2015, arXiv:1503.02531; Beyer et al. 2022, "
        f"arXiv:2106.05237): {recipe.teacher_share:.0%} of the loss compares the answers with a teacher's, at temperature "
        f"{recipe.temperature}, on the same random piece of the photograph ({recipe.views} pieces of each, 35 to 100% of its "
        f"area); the rest is cross-entropy with the labels. Mirrored, shifted by up to {SHIFT} px, brightness, contrast and "
        f"saturation changed by up to {COLOURS[0]:.0%}. The shipped weights are an exponential average over the steps (decay "
        f"{recipe.average}). "
        f"He-normal initial kernels. Seed {recipe.seed}. Choices were made on the validation part, on which it was trained too "
        "in the end; the test part was used once per seed, and once before for an earlier recipe, which it led to change."
    )


def _watcher(last: int) -> Callable[[int, nn.Module], str]:
    validation = data.photographs("validation")
    x = torch.from_numpy(data.fitted(validation)).permute(0, 3, 1, 2)

    @torch.no_grad()
    def accuracy(epoch: int, net: nn.Module) -> str:
        due = epoch % 5 == 0 or epoch == last
        return f"validation {100 * np.mean(net(x).argmax(-1).numpy() == validation.labels):.2f}%" if due else ""

    return accuracy


def _train(recipe: Recipe, choosing: bool) -> None:
    views, labels, right = taught(recipe, choosing)
    if choosing:
        train(recipe, views, labels, _watcher(recipe.epochs))
        return
    result = train(recipe, views, labels)
    test = data.photographs("test")
    share = 100 * float(np.mean(predict(halved(result.params[recipe.epochs]), data.fitted(test)) == test.labels))
    print(f"seed {recipe.seed}: {share:.2f}% of {len(test)} test photographs, by the explorer's own engine")
    known = json.loads(SEEDS.read_text()) if SEEDS.exists() else {}
    known[str(recipe.seed)] = round(share, 4)
    SEEDS.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n")
    if recipe.seed == 1:
        write(recipe, result, words(recipe), right)
    tell_seeds(known)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Train flowers_vgg and write its weights, card and fixture.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--choose", action="store_true", help="report on the validation part, write nothing")
    asked = parser.parse_args()
    _train(replace(Recipe(), seed=asked.seed), asked.choose)


if __name__ == "__main__":
    main()
