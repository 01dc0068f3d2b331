"""A small training as cards and snapshots have it, for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer import Conv2D, Dense, Flatten, Network, ReLU, TrainedHere
from explorer.weights.cards import TrainingData
from explorer.weights.course import Course, PartCourse
from explorer.weights.own.card import Mistake, SelfCard
from tests.strategies import random_params

NETWORK = Network((Conv2D(filters=2, padding="same"), ReLU(), Flatten(), Dense(units=3)), (4, 4, 1))
FAMILY = "f" * 64
EPOCHS = (0, 1, 1.5, 2)


def card(**changes: Any) -> SelfCard:
    fields: dict[str, Any] = {
        "data": TrainingData("Shapes, 30 pictures", "24 to learn from, 6 to measure", "drawn here", "yours", "the pad"),
        "classes": ("bar", "cross", "dot"),
        "architecture": ("conv1", "relu", "flatten", "dense1"),
        "param_count": NETWORK.param_count,
        "input": "4 × 4 grey",
        "recipe": "Adam with a learning rate of 0.001, in batches of 8, for 2 epochs.",
        "spec": {"version": 1, "batch_size": 8, "epochs": 2},
        "epochs": EPOCHS,
        "course": Course(
            PartCourse("training pictures", 24, (1.1, 0.9, 0.8, 0.7), (30.0, 50.0, 60.0, 70.0)),
            PartCourse("validation pictures", 6, (1.2, 1.0, 0.9, 0.8), (33.0, 50.0, 50.0, 66.0)),
        ),
        "confusion": ((2, 0, 0), (1, 1, 0), (0, 0, 2)),
        "mistakes": (Mistake(1, 0, 0.75, (4, 4, 1), bytes(range(16))),),
        "seed": 7,
        "seconds": 12.5,
    }
    return SelfCard(**{**fields, **changes})


def snapshot(epoch: float = 2, name: str = "my shapes", told: SelfCard | None = None) -> TrainedHere:
    params = random_params(NETWORK, int(10 * epoch), np.float32)
    return TrainedHere.of(NETWORK, params, name, told or card(), family=FAMILY, epoch=epoch)
