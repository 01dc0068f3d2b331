"""A file of a network as the dialog knows it: read once for its summary, and once more for its weights when it is opened.

Between the two only its bytes are kept, which the uploader has anyway: weights of files that nobody opens must not fill the
memory that all visitors share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explorer.errors import ExplorerError
from explorer.formats.model import Model
from explorer.formats.reading import read
from explorer.views.shared.busy import alone

_READ = "network_file_read"
Size = tuple[int, int]
"""Rows and columns of the image, where the file leaves them open."""


@dataclass(frozen=True, eq=False)
class Read:
    """What came of a file at a size: a model without its weights, and how many numbers they are, or what is wrong."""

    key: tuple[str, Size | None]
    model: Model | None = None
    numbers: int = 0
    problem: str = ""


def known(file: Any, size: Size | None) -> Read:
    """What comes of a file of the uploader, from the last run if it was the same."""
    key = (str(file.file_id), size)
    last: Read | None = st.session_state.get(_READ)
    if last is not None and last.key == key:
        return last
    with st.spinner("Reading the file"):
        found = _read(file, key)
    st.session_state[_READ] = found
    return found


def _read(file: Any, key: tuple[str, Size | None]) -> Read:
    try:
        model = whole(file, key[1])
    except ExplorerError as error:
        return Read(key, problem=str(error))
    return Read(key, replace(model, params={}), model.parameter_count)


def whole(file: Any, size: Size | None) -> Model:
    """The model with its weights. Raises ExplorerError."""
    with alone():
        return read(file.getvalue(), size)


def forget() -> None:
    """Let go of what was read."""
    st.session_state.pop(_READ, None)
