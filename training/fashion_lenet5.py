"""Trains fashion_lenet5 and writes its weights, card and parity fixture: `python -m training.fashion_lenet5`."""

from __future__ import annotations

from training.architecture import lenet5
from training.recipe import Recipe
from training.ship import command

NAME = "fashion_lenet5"
LAYERS = lenet5()
RECIPE = Recipe(epochs=20, keep=(0, 1, 3, 20))

if __name__ == "__main__":
    command(NAME, LAYERS, RECIPE)
