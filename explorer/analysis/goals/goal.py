"""The four goals: what a network has of each, and when a target is met."""

from __future__ import annotations

from explorer.network import Network, Step

SIZE, FIELD, PARAMETERS, MACS = "output size", "receptive field", "parameters", "MACs"
GOALS = (SIZE, FIELD, PARAMETERS, MACS)


def measure(network: Network, goal: str) -> int | None:
    """The network's present value of `goal`: rows of the last map, rows of its window (px), parameters or MACs.

    None for a receptive field where windows are not regular.
    """
    if goal == PARAMETERS:
        return network.param_count
    if goal == MACS:
        return network.macs
    last = last_map(network)
    if goal == SIZE:
        return last.output_shape[0]
    return last.window.rows.size if last.window is not None else None


def last_map(network: Network) -> Step:
    """The last step whose output has rows and columns; the input, if no layer's has."""
    return next(step for step in reversed(network.steps) if len(step.output_shape) == 3)


def meets(goal: str, value: int | None, target: int) -> bool:
    """Whether `value` meets `target`: an output size exactly, a receptive field from below, a cost from above."""
    if value is None:
        return False
    if goal == SIZE:
        return value == target
    return value >= target if goal == FIELD else value <= target
