"""Trains fashion_tinyvgg and writes its weights, card and parity fixture: `python -m training.fashion_tinyvgg`."""

from __future__ import annotations

from training.architecture import tinyvgg
from training.recipe import Recipe
from training.ship import command

NAME = "fashion_tinyvgg"
LAYERS = tinyvgg()
RECIPE = Recipe(epochs=24, keep=(0, 1, 2, 3, 5, 10, 24), max_lr=6e-3)

if __name__ == "__main__":
    command(NAME, LAYERS, RECIPE)
