"""The way "File" of the dialog: an ONNX or a .cnn.json file, what is in it, and the button that opens it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer import limits
from explorer.errors import ExplorerError
from explorer.formats.model import Model
from explorer.formats.onnx_file.entering import USUAL_SIZE
from explorer.formats.preparing import Preparation, guessed, prepared
from explorer.views.opening import reading, starting
from explorer.views.opening.preparing import preparation_fields
from explorer.views.opening.words import class_words, summary_words
from explorer.views.share.notes import plain, tell
from explorer.views.shell.state import Session

OPENED, PROBLEM = "network_opened", "network_file_problem"
"""Keys of the session: that a callback has opened a network, and what kept it from that."""
_ROUND = "network_file_round"
"""How many files were opened: the next one gets an uploader of its own, so that the bytes of the last are let go."""


@dataclass(frozen=True, eq=False)
class _Chosen:
    """A file of the uploader, and how it is read."""

    file: Any
    size: reading.Size | None
    preparation: Preparation


def file_way(current: Session) -> None:
    """The uploader, and what comes of the file."""
    file: Any = st.file_uploader(
        "ONNX or .cnn.json file",
        type=["onnx", "json"],
        max_upload_size=limits.MODEL_BYTES // 1_000_000,
        key=f"network_file_{st.session_state.get(_ROUND, 0)}",
        help="Opens what torch.onnx.export (PyTorch) and model.export (Keras) write, and networks that were saved here. It is "
        "read, and nothing in it is run.",
    )
    if problem := st.session_state.pop(PROBLEM, ""):
        tell(problem)
    if file is None:
        reading.forget()
        return
    size = _size(file)
    found = reading.known(file, size)
    if found.model is None:
        tell(found.problem)
        return
    if found.model.free:
        _size_fields(file)
    _found(current, file, found, size)


def _keys(file: Any) -> tuple[str, str]:
    return f"network_rows_{file.file_id}", f"network_cols_{file.file_id}"


def _size(file: Any) -> reading.Size | None:
    """The size that the visitor has chosen for this file, if it has fields for it."""
    rows, cols = (st.session_state.get(key) for key in _keys(file))
    return None if not rows or not cols or (rows, cols) == USUAL_SIZE else (int(rows), int(cols))


def _size_fields(file: Any) -> None:
    sides = zip(st.columns(2), _keys(file), ("Rows", "Columns"), USUAL_SIZE, strict=True)
    for column, key, label, usual in sides:
        st.session_state.setdefault(key, usual)
        column.number_input(
            label,
            1,
            limits.IMAGE_SIDE,
            key=key,
            step=1,
            help="Sets the size of the image, in px: the file leaves it open.",
        )


def _found(current: Session, file: Any, found: reading.Read, size: reading.Size | None) -> None:
    model = found.model
    assert model is not None
    _summary(file.name, model, found.numbers)
    try:
        preparation = preparation_fields(f"prepare_{file.file_id}", model.input_shape[2], guessed(model.layers))
        starting.check(prepared(model, preparation).network)
    except ExplorerError as error:
        tell(str(error))
        return
    count = len(model.network.steps) - 1
    st.button(
        "Open this network"
        if model.stopped is None
        else f"Open the {count:,} layers before it"
        if count > 1
        else "Open the layer before it",
        key="open_network_file",
        type="primary",
        on_click=_open,
        args=(current, _Chosen(file, size, preparation)),
    )


def _summary(name: str, model: Model, numbers: int) -> None:
    with st.container(key="network_file_found", gap="small"):
        st.markdown(f"**{plain(name)}**: {plain(summary_words(model.network, numbers))}")
        if model.stopped is not None:
            st.warning(plain(model.stopped), icon=":material/content_cut:")
        if model.classes:
            st.caption(plain(class_words(model.classes)))
        for note in model.notes:
            st.caption(plain(note))


def _open(current: Session, chosen: _Chosen) -> None:
    """Show the network of the file; what is on the screen stays if that is not possible."""
    try:
        model = prepared(reading.whole(chosen.file, chosen.size), chosen.preparation)
        starting.start_model(current, model, chosen.file.name)
    except ExplorerError as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[OPENED] = True
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    reading.forget()
