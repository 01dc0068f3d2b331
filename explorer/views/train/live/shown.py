"""What the panel shows of a training at one moment, as plain data for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.layers.base import Array
from explorer.learning.health import History, remarks
from explorer.learning.histograms import Histogram, together
from explorer.learning.live.view import JobView
from explorer.network import Network, Step
from explorer.network.filter_step import filter_step
from explorer.reads import region
from explorer.views.explore.rail.rail import rail_html
from explorer.views.explore.runs import Run
from explorer.views.explore.screen import Screen
from explorer.views.train.live.look import Look, Parameters
from explorer.weights import Uploaded, Weights

MOST_KERNELS = 6
"""Kernels of a filter that are shown: as many as fit the panel's width."""
MOST_REMARKS = 4
"""Remarks that are shown: the rest comes when these are mended."""
MOST_SIDE = 11
"""Rows or columns of a kernel that is shown."""


def rail(look: Look, params: Parameters, view: JobView) -> str:
    """The rail of the selected cell with these parameters, as HTML. Raises WeightsError where they are not finite."""
    scene = look.scene_with(Weights(Uploaded.of(look.network, params)))
    seen = look.seen(params)
    run = Run(scene, look.network, f"training {id(params)} {view.version}", seen.acts)  # type: ignore[arg-type]
    screen = Screen(run, seen.scales, look.theme, look.narrow)
    return rail_html(screen, look.cell, region(look.network, look.cell))


def filter_of(look: Look, params: Parameters, gradients: Parameters) -> dict[str, Any] | None:
    """The filter that makes the selected map, and the gradient of each of its weights; None where no one filter does.

    Kernels are lists of rows, one for each channel that the filter reads, MOST_KERNELS at most; each has a scale of its own.
    """
    step = filter_step(look.network, look.cell.path)
    if step is None or max(step.param_shapes["kernel"][:2]) > MOST_SIDE:
        return None
    own = params[step.path]
    weights = step.layer.as_filters(own["kernel"])[..., look.cell.channel]
    found = {
        "name": f"{step.name}, filter {look.cell.channel}",
        "kernels": _planes(weights),
        "channels": weights.shape[2],
        "limit": float(np.abs(weights).max()),
    }
    if "bias" in own:
        found["bias"] = float(own["bias"][look.cell.channel])
    if step.path in gradients:
        slopes = step.layer.as_filters(gradients[step.path]["kernel"])[..., look.cell.channel]
        found |= {"gradients": _planes(slopes), "steepest": float(np.abs(slopes).max())}
    return found


def _planes(weights: Array) -> list[Any]:
    planes: list[Any] = np.moveaxis(weights[:, :, :MOST_KERNELS], 2, 0).tolist()
    return planes


def layers(network: Network, history: History, rate: float) -> dict[str, Any] | None:
    """The histograms of the layers with weights over time, and what is wrong anywhere; None before anything is known."""
    if not history.steps:
        return None
    found = [_layer(step, history) for step in network.steps if step.param_shapes and history.of(step.path)]
    wrong = [f"{each.problem} {each.remedy}" for each in remarks(network, history.latest, rate)]
    last = history.steps[-1]
    return {
        "key": f"{last} {len(history.steps)}",
        "kinds": ["weights", "gradients", "activations"],
        "layers": found,
        "remarks": wrong[:MOST_REMARKS],
        "note": f"Time runs from left to right, up to step {last:,}; the middle of each picture is 0. "
        + ("" if wrong else "Nothing is wrong anywhere."),
    }


def _layer(step: Step, history: History) -> dict[str, Any]:
    records = history.of(step.path)
    kinds: dict[str, Sequence[Histogram | None]] = {
        "weights": [each.weights for each in records],
        "gradients": [each.gradients for each in records],
        "activations": [each.activations for each in records],
    }
    return {"name": step.name, "spreads": [_spread(what, some) for what, some in kinds.items()]}


def _spread(what: str, some: Sequence[Histogram | None]) -> dict[str, Any] | None:
    known = [each for each in some if each is not None]
    if not known:
        return None
    spread = together(known)
    shares = np.round(spread.shares, 4).tolist()
    return {"what": what, "low": spread.low, "high": spread.high, "shares": shares}
