"""Public functions given what they cannot use: only the explorer's own errors come out, or a result that is right.

Every argument of every function listed is replaced by every value listed. Where a value is fit for an argument,
`FIT` says so; whatever else is accepted, or raises another exception, fails.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

import explorer
from explorer import (
    BatchNormalization,
    Budget,
    Cell,
    Conv2D,
    Dense,
    Flatten,
    Network,
    ReLU,
    Softmax,
    images,
    presets,
    reads,
)
from explorer.analysis import influence
from explorer.errors import ExplorerError
from explorer.ledger import explain
from explorer.reads import cone, coverage
from explorer.running import what_if
from explorer.scene import link
from explorer.weights import Edited, Seeded, Weights

NETWORK = Network(
    (Conv2D(filters=3, padding="same"), BatchNormalization(), ReLU(), Flatten(), Dense(units=4), Softmax()), (6, 5, 3)
)
WEIGHTS = Weights(Seeded(seed=1))
PARAMS = {path: dict(own) for path, own in WEIGHTS.params(NETWORK).items()}
IMAGE = np.random.default_rng(0).random((6, 5, 3)).astype(np.float32)
ACTS = explorer.run(NETWORK, PARAMS, IMAGE[None])
CELL = Cell("2", 3, 2, 1)
FILE = io.BytesIO()
Image.fromarray(np.zeros((4, 4, 3), np.uint8)).save(FILE, "PNG")

VALUES: dict[str, Any] = {
    "None": None,
    "text": "text",
    "empty text": "",
    "bytes": b"bytes",
    "list": [1, 2],
    "empty list": [],
    "ragged list": [[1], [2, 3]],
    "list of itself": [],
    "dictionary": {"0": 1},
    "empty dictionary": {},
    "dictionary of lists": {"": [1.0], "0": [1.0]},
    "set": {1},
    "nan": float("nan"),
    "infinity": float("inf"),
    "half": 0.5,
    "minus one": -1,
    "zero": 0,
    "one": 1,
    "huge": 10**30,
    "longer than Python writes": 10**5000,
    "true": True,
    "complex": 1j,
    "numpy float": np.float64(0.5),
    "array": np.zeros((2, 2)),
    "scalar array": np.array(1.0),
    "empty array": np.zeros((0, 6, 5, 3)),
    "array of seven axes": np.zeros((1,) * 7),
    "array of objects": np.array([None, "a"], object),
    "array of text": np.array(["a", "b"]),
    "complex array": np.zeros((1, 6, 5, 3), complex),
    "bytes of pixels": np.zeros((1, 6, 5, 3), np.uint8),
    "huge whole numbers": np.full((1, 6, 5, 3), 2**60),
    "object": object(),
    "class": Conv2D,
    "function": len,
    "dots": ...,
    "range": range(3),
    "network": Network((), (2, 2, 1)),
    "layer": ReLU(),
    "weights": Weights(),
    "cell": Cell("9", 0, 0, 0),
    "half a cell": Cell("0", 0.5, 0, 0),  # type: ignore[arg-type]
    "preset": presets.load("lenet5"),
    "budget": Budget(macs=1),
}
VALUES["list of itself"].append(VALUES["list of itself"])

Call = tuple[Callable[..., Any], dict[str, Any]]
GOOD: dict[str, Any] = {"network": NETWORK, "params": PARAMS, "acts": ACTS, "cell": CELL}


def good(*names: str, **others: Any) -> dict[str, Any]:
    return {**{name: GOOD[name] for name in names}, **others}


CALLS: dict[str, Call] = {
    "Network": (Network, {"layers": NETWORK.layers, "input_shape": (6, 5, 3)}),
    "Conv2D": (Conv2D, {"filters": 2, "kernel_size": 3, "padding": "same", "use_bias": True}),
    "Network.step": (NETWORK.step, {"path": "0"}),
    "Network.lane": (NETWORK.lane, {"path": "0"}),
    "Network.check_cell": (NETWORK.check_cell, {"cell": CELL}),
    "run": (explorer.run, good("network", "params", x=IMAGE[None])),
    "Runner.run": (
        lambda **arguments: explorer.Runner().run(**arguments),
        good("network", weights=WEIGHTS, image=IMAGE, budget=Budget()),
    ),
    "Runner.knows": (
        lambda **arguments: explorer.Runner().knows(**arguments),
        good("network", weights=WEIGHTS, image=IMAGE),
    ),
    "Budget": (Budget, {"bytes": 1, "seconds": 1.5}),
    "backprop": (explorer.backprop, good("network", "params", "acts", dy=np.ones((1, 4)), at="5")),
    "what_if.map_with_filter": (
        what_if.map_with_filter,
        good("network", "acts", path="0", channel=0, weights=PARAMS["0"]["kernel"][..., 0], bias=0.0),
    ),
    "reads.region": (reads.region, good("network", "cell", seen_from="0")),
    "reads.regions": (reads.regions, good("network", "cell")),
    "reads.readers": (reads.readers, good("network", "cell")),
    "cone": (cone.cone, good("network", "cell")),
    "coverage.of_input": (coverage.of_input, good("network", path="0")),
    "coverage.of_image": (coverage.of_image, good("network", path="0")),
    "explain": (explain, good("network", "params", "acts", cell=Cell("0", 3, 2, 1))),
    "influence.target": (influence.target, good("network", "acts", "cell")),
    "influence.gradients": (influence.gradients, good("network", "params", "acts", "cell")),
    "influence.saliency": (influence.saliency, good("network", "params", "acts", "cell")),
    "influence.smoothed": (influence.smoothed, good("network", "params", "cell", image=IMAGE, copies=1, seed=0)),
    "influence.class_map": (influence.class_map, good("network", "params", "acts", unit=0)),
    "influence.score_cell": (influence.score_cell, good("network", unit=0)),
    "influence.effective_field": (
        influence.effective_field,
        good("network", "params", runs=[ACTS], path="0", cells=1),
    ),
    "Weights": (Weights, {"base": Seeded(), "overrides": (), "filters": ()}),
    "Weights.params": (WEIGHTS.params, good("network")),
    "Seeded": (Seeded, {"scheme": "he_uniform", "seed": 1}),
    "Edited": (Edited, {"values": (0.5,)}),
    "images.decode": (images.decode, {"data": FILE.getvalue()}),
    "images.fit": (
        images.fit,
        {"picture": images.Picture(IMAGE), "height": 4, "width": 4, "how": "crop", "channels": 3, "part": None},
    ),
    "images.Picture": (images.Picture, {"pixels": IMAGE}),
    "link.decode": (link.decode, {"text": link.encode(presets.load("lenet5").scene())}),
    "link.encode": (link.encode, {"scene": presets.load("lenet5").scene()}),
    "presets.load": (presets.load, {"name": "lenet5"}),
}

NUMBERS = {"infinity", "half", "minus one", "zero", "one", "huge", "longer than Python writes", "numpy float"}
NUMBERS_OR_NAN = {"infinity", "nan", "half", "minus one", "zero", "one", "true", "numpy float", "scalar array"}
FIT: dict[tuple[str, str], set[str]] = {
    ("Network", "layers"): {"empty list"},
    ("Conv2D", "filters"): {"one"},
    ("Conv2D", "kernel_size"): {"one", "list"},
    ("Conv2D", "padding"): {"zero", "one", "list"},
    ("Conv2D", "use_bias"): {"true"},
    ("Network.step", "path"): {"empty text"},
    ("Network.lane", "path"): {"empty text"},
    ("Runner.run", "weights"): {"weights"},
    ("Runner.knows", "weights"): {"weights"},
    ("Budget", "bytes"): {"None", *NUMBERS},
    ("Budget", "seconds"): {"None", *NUMBERS},
    ("backprop", "at"): {"None"},
    ("what_if.map_with_filter", "channel"): {"zero", "one"},
    ("what_if.map_with_filter", "bias"): NUMBERS_OR_NAN,
    ("reads.region", "seen_from"): {"empty text"},
    ("coverage.of_input", "path"): {"empty text"},
    ("coverage.of_image", "path"): {"empty text"},
    ("influence.smoothed", "copies"): {"one"},
    ("influence.smoothed", "seed"): {"zero", "one"},
    ("influence.class_map", "unit"): {"zero", "one"},
    ("influence.score_cell", "network"): {"network"},
    ("influence.score_cell", "unit"): {"zero", "one"},
    ("influence.effective_field", "path"): {"empty text"},
    ("influence.effective_field", "runs"): {"empty list"},
    ("influence.effective_field", "cells"): {"one"},
    ("Weights.params", "network"): {"network"},
    ("Seeded", "seed"): {"zero", "one"},
    ("images.fit", "height"): {"one"},
    ("images.fit", "width"): {"one"},
    ("images.fit", "channels"): {"one"},
    ("images.fit", "part"): {"None"},
}
ARGUMENTS = [(function, argument) for function, (_, arguments) in CALLS.items() for argument in arguments]


def refusal(call: Callable[..., Any], arguments: dict[str, Any], name: str) -> ExplorerError | None:
    """The explorer's error that a call ends in; None if it ends in a result."""
    try:
        call(**arguments)
    except ExplorerError as error:
        return error
    except Exception as error:
        error.add_note(f"It was given {name}.")
        raise
    return None


@pytest.mark.parametrize("function", CALLS)
def test_the_calls_that_the_table_starts_from_work(function: str) -> None:
    call, arguments = CALLS[function]
    call(**arguments)


@pytest.mark.parametrize(("function", "argument"), ARGUMENTS)
def test_only_errors_of_the_explorer_come_out(function: str, argument: str) -> None:
    call, arguments = CALLS[function]
    accepted = set()
    for name, value in VALUES.items():
        error = refusal(call, {**arguments, argument: value}, name)
        if error is None:
            accepted.add(name)
        else:
            assert error.problem, name
            assert error.remedy, name
            assert len(str(error)) < 1000, name
    assert accepted == FIT.get((function, argument), set())
