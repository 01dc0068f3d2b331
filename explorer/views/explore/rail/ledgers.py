"""The ledgers of cells, computed once for all parts of the page that show them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explorer.layers.base import Array, Params
from explorer.ledger import Ledger, explain
from explorer.network import Cell, Network
from explorer.views.explore.runs import Run
from explorer.views.shell.remembered import remembered
from explorer.weights import LazyParams, Weights


def ledger_of(run: Run, cell: Cell) -> Ledger:
    """The ledger of a cell of this run."""
    key = f"{run.key}-{run.network.named_digest}-{cell}"
    return _ledger(key, run.network, run.scene.weights, run.acts, cell)


@remembered()
def _ledger(key: str, _network: Network, _weights: Weights, _acts: Mapping[str, Array], _cell: Cell) -> Ledger:
    return explain(_network, layer_params(_network, _weights, _cell), _acts, _cell)


def layer_params(network: Network, weights: Weights, cell: Cell) -> Mapping[str, Params]:
    """The parameters of the cell's layer, by its path."""
    step, params = network.step(cell.path), weights.params(network)
    if not step.param_shapes:
        return {}
    if step.param_count * 4 > LazyParams.KEEP_BYTES:
        return params
    provenance = weights.provenance(network)[step.path]
    return {step.path: _parameters(provenance, params, step.path)}


@st.cache_resource(max_entries=8, show_spinner=False)
def _parameters(provenance: str, _params: Mapping[str, Params], _path: str) -> Params:
    """The parameters of one layer, drawn once for all its cells."""
    return _params[_path]
