"""The rows of the layer list: name, output shape and parameters of each layer, its form, its fixes, its branches."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explorer.analysis import advice
from explorer.errors import ExplorerError, Fix, ShapeError
from explorer.figures.theme import compact
from explorer.layers import Composite, Layer
from explorer.network import Step
from explorer.views.shell.state import Session
from explorer.views.sidebar import edits
from explorer.views.sidebar.branches import CompositeRow, branches
from explorer.views.sidebar.building.row_forms import row_forms
from explorer.views.sidebar.forms import layer_form
from explorer.views.sidebar.repairs import repairs
from explorer.views.sidebar.row_frame import row_error, row_frame

Steps = dict[str, Step]


def layer_rows(
    current: Session, layers: Sequence[Layer], prefix: str, steps: Steps, error: ExplorerError | None
) -> None:
    """A row for each of `layers`, whose paths are `prefix` and their index; `steps`, `error` from `fitting_steps`."""
    for index, layer in enumerate(layers):
        _row(current, layer, f"{prefix}{index}", steps, error)


def _row(current: Session, layer: Layer, path: str, steps: Steps, error: ExplorerError | None) -> None:
    layer_id, step = dict(current.now.paths)[path], steps.get(path)
    misfit = error if isinstance(error, ShapeError) and error.path == path else None
    row_frame(current, layer_id, _label(current, path, steps, misfit is not None), path)
    row_error(current, layer_id)
    row_forms(current, layer_id, path)
    if misfit:
        repairs(current, misfit, "remedies")
    if current.open_id == layer_id:
        with st.container(key=f"form_{layer_id}", gap="small"):
            layer_form(path, layer, layer_id)
            if step is not None and error is None:
                _advice(current, path)
    if isinstance(layer, Composite) and _unfolded(current, path, layer_id, error):

        def rows(stack: Sequence[Layer], prefix: str) -> None:
            layer_rows(current, stack, prefix, steps, error)

        branches(current, CompositeRow(layer, path, layer_id), rows)


def _label(current: Session, path: str, steps: Steps, misfit: bool) -> str:
    """What the button of a row says: the layer's name, and its output shape and parameters as far as they are known."""
    name, step = current.scene.layer_names[path].rpartition(".")[2], steps.get(path)
    if step is None:
        return f"**{name}** :red[does not fit]" if misfit else f"**{name}** :gray[—]"
    inside = sum(inner.param_count for inner_path, inner in steps.items() if inner_path.startswith(f"{path}."))
    count = f" :gray[· {compact(step.param_count + inside)}]" if step.param_count + inside else ""
    shape = "×".join(f"{length:,}" for length in step.output_shape)
    return f"**{name}** :gray[{shape}]{count}"


def _unfolded(current: Session, path: str, layer_id: str, error: ExplorerError | None) -> bool:
    """Whether a composite shows its layers: while it or one of them is open, or one of them does not fit."""
    inside = f"{path}."
    if current.open_id == layer_id or (isinstance(error, ShapeError) and error.path.startswith(inside)):
        return True
    return any(inner == current.open_id and inner_path.startswith(inside) for inner_path, inner in current.now.paths)


def _advice(current: Session, path: str) -> None:
    """Shape advice for the layer whose form is open: what it leaves unread or pads in vain, with fixes."""
    remarks = advice.advise_on(current.scene.network, path, unless=advice.Grade.USUAL)
    for place, remark in enumerate(remarks):
        said = f"{remark.grade.capitalize()}: {remark.sentence[0].lower()}{remark.sentence[1:]}"
        (st.warning if remark.grade is advice.Grade.MISTAKE else st.info)(said)
        for index, fix in enumerate(remark.fixes):
            key = f"remark_{path}_{place}_{index}"
            st.button(fix.label, key=key, on_click=_apply, args=(current, fix), width="stretch")


def _apply(current: Session, fix: Fix) -> None:
    edits.apply(current, fix)
