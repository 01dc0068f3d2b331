"""The effective receptive fields of the table: measured when they are asked for, because each cell costs a backward pass."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer import limits
from explorer.analysis import summary
from explorer.errors import BudgetError, ExplorerError
from explorer.figures.theme import compact
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.explore.runs import BUDGET, shared_runner
from explorer.views.explore.sees.on_demand import may_compute
from explorer.views.image.pictures import fitted
from explorer.views.share.notes import tell
from explorer.views.shared.busy import slot
from explorer.views.shell.remembered import remembered
from explorer.words.glossary import tip

Sizes = Mapping[str, summary.EffectiveSize]


def effective_sizes(scene: Scene, network: Network) -> Sizes:
    """The effective size by path; empty while nobody asks for it, or where it cannot be measured."""
    if not summary.looking(network):
        return {}
    asked = st.toggle(
        "Measure effective receptive fields",
        key="effective_asked",
        help=f"{tip('effective receptive field')} It is measured on your image.",
    )
    if not asked:
        return {}
    try:
        macs = _checked(summary.macs_of(network))
        if not may_compute("effective_sizes", macs):
            return {}
        weights = scene.weights
        key = f"{network.digest} {sorted(weights.provenance(network).items())} {scene.image!r}"
        return _sizes(key, scene, network, macs)
    except ExplorerError as error:
        tell(str(error))
        return {}


def _checked(macs: int) -> int:
    """The work, if one visitor may ask for so much. Raises BudgetError."""
    if macs > limits.RUN_MACS:
        raise BudgetError(
            f"The effective receptive fields would take {compact(macs)} multiply-adds; the limit is "
            f"{compact(limits.RUN_MACS)}.",
            "Measure that of one layer on the Explore page, or make the network or its image smaller.",
        )
    return macs


@remembered("Measuring the effective receptive fields")
def _sizes(key: str, scene: Scene, network: Network, macs: int) -> Sizes:
    pixels = fitted(scene.image, network.input_shape).pixels
    with slot(macs):
        acts = shared_runner().run(network, scene.weights, pixels, BUDGET)
        return summary.effective_sizes(network, scene.weights.params(network), acts)
