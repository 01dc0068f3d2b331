"""How much of its receptive field really matters to a layer, for every layer that looks at a window of the image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.analysis.influence.effective import effective_field
from explorer.layers.base import Array, Params
from explorer.limits import WINDOW_CELLS
from explorer.network import Network, Step, check_network

CELLS = 3
"""Cells of each layer over which its influence is averaged: more hardly change the share, and each is a backward pass."""


@dataclass(frozen=True)
class EffectiveSize:
    """The smallest set of px that has 95% of all influence on a layer's cells: how many, and their share of the window."""

    pixels: int
    share: float


def effective_sizes(
    network: Network, params: Mapping[str, Params], acts: Mapping[str, Array], cells: int = CELLS
) -> dict[str, EffectiveSize]:
    """The effective size of each layer of `looking`, by path; `acts` are the activations of one image.

    Raises SettingError and WeightsError as `effective_field` does.
    """
    sizes = {}
    for step in looking(network):
        field = effective_field(network, params, [acts], step.path, cells)
        sizes[step.path] = EffectiveSize(field.effective, field.share)
    return sizes


def looking(network: Network) -> tuple[Step, ...]:
    """The layers with a kernel whose cells read a regular window of more than one px, not too large to be averaged over."""
    return tuple(step for step in check_network(network).steps if step.layer.has_kernel and _has_window(step))


def macs_of(network: Network, cells: int = CELLS) -> int:
    """What it takes, in multiply-accumulates: a run, and for each cell about two more of the layers below it."""
    below, sums = 0, {}
    for step in network.steps:
        below += step.macs
        sums[step.path] = below
    return network.macs + 2 * cells * sum(sums[step.path] for step in looking(network))


def _has_window(step: Step) -> bool:
    if step.window is None or len(step.output_shape) != 3:
        return False
    return 1 < step.window.rows.size * step.window.cols.size <= WINDOW_CELLS
