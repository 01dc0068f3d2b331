"""A file of weights for the network on the screen: chosen, matched with the layers, looked over, and used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError, WeightsError
from explorer.formats.weights import ENDINGS, Matching, match, read_arrays, read_training
from explorer.formats.weights.files.pytorch import ENDINGS as PYTORCH_ENDINGS
from explorer.formats.weights.matching.fitting import shape_text
from explorer.formats.weights.opening import own_of
from explorer.network import Network
from explorer.scene.scene import with_arrays
from explorer.views.share.notes import plain, tell
from explorer.views.shared.own_weights import add_weights
from explorer.views.shell.state import Session
from explorer.weights import Weights

_UPLOAD, _READ = "weights_file", "weights_file_read"
_ROUND = "weights_file_round"
"""How many files were used: the uploader of the next one is a new one, so that the bytes of the last are let go."""
PROBLEM_ID = "weights_file"


@dataclass(frozen=True, eq=False)
class _Read:
    """What came of a file and a network, so that it is read once."""

    file: str
    network: str
    matching: Matching | None
    problem: WeightsError | None = None
    training: bytes = b""


def weight_file(current: Session) -> None:
    """The place for a file, and what of it fits the network."""
    file: Any = st.file_uploader(
        "Weights from a file",
        type=[ending.removeprefix(".") for ending in (*ENDINGS, *PYTORCH_ENDINGS)],
        max_upload_size=limits.WEIGHTS_FILE_BYTES // 1_000_000,
        key=f"{_UPLOAD}_{st.session_state.get(_ROUND, 0)}",
        help="Opens files of NumPy (.npz), .safetensors, and Keras (.keras, .weights.h5). They are read, and nothing in them "
        "is run.",
    )
    if current.problem and current.problem[0] == PROBLEM_ID:
        tell(current.problem[1])
    if file is None:
        st.session_state.pop(_READ, None)
        return
    try:
        network = current.scene.network
    except ExplorerError:
        st.caption("The layers do not fit together yet. Repair the network first.")
        return
    read = _read(file, network)
    if read.matching is None:
        _refused(read.problem)
        return
    _shown(current, file.name, read.matching, read.training)


def _read(file: Any, network: Network) -> _Read:
    """The file matched with the network, from the last script run if both are the same."""
    kept: _Read | None = st.session_state.get(_READ)
    if kept is not None and (kept.file, kept.network) == (file.file_id, network.digest):
        return kept
    try:
        data = file.getvalue()
        matching = match(network, read_arrays(data, file.name)).checked()
        found = _Read(file.file_id, network.digest, matching, training=read_training(data))
    except WeightsError as error:
        found = _Read(file.file_id, network.digest, None, error)
    st.session_state[_READ] = found
    return found


def _refused(problem: WeightsError | None) -> None:
    """The sentence, and lines of code as such, to be copied."""
    if problem is None:
        return
    remedy, *code = problem.remedy.splitlines()
    tell(f"{problem.problem} {remedy}")
    if code:
        st.code("\n".join(code), language="python", wrap_lines=True)


def _shown(current: Session, name: str, matching: Matching, training: bytes) -> None:
    with st.container(key="weights_file_found", gap="small"):
        st.markdown(f"**{plain(matching.sentence)}**")
        for note in matching.notes:
            st.caption(plain(note))
        st.dataframe(
            [
                {
                    "layer": row.layer,
                    "weights": row.parameter.replace("_", " "),
                    "result": row.verdict,
                    "in the file": row.name,
                    "its shape": "" if row.shape is None else shape_text(row.shape),
                    "wanted": "" if row.wanted is None else shape_text(row.wanted),
                }
                for row in matching.rows[: limits.LAYERS * 4]
            ],
            hide_index=True,
            height=260,
            key="weights_file_table",
        )
        st.button(
            "Use these weights",
            key="use_weights",
            type="primary",
            width="stretch",
            on_click=_use,
            args=(current, name, matching, training),
        )


def _use(current: Session, name: str, matching: Matching, training: bytes = b"") -> None:
    """Make the weights those of the scene, in one step of undo; the edits of a link that asked for this file stay."""
    scene = current.scene
    try:
        held = add_weights(own_of(scene.network, matching.params, name, training))
    except ExplorerError as error:
        current.problem = (PROBLEM_ID, str(error))
        return
    asked = scene.weights.asked_for
    if asked is not None and asked.digest == held.digest:
        changed = with_arrays(scene, held)
    else:
        changed = replace(scene, weights=Weights(held), preset="")
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state.pop(_READ, None)
    current.commit(changed)
