"""Trains fashion_dense and writes its weights, card and parity fixture: `python -m training.fashion_dense`."""

from __future__ import annotations

from training.architecture import dense_twin
from training.recipe import Recipe
from training.ship import command

NAME = "fashion_dense"
LAYERS = dense_twin()
RECIPE = Recipe(epochs=20, keep=(20,))

if __name__ == "__main__":
    command(NAME, LAYERS, RECIPE)
