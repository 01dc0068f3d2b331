"""Prepared: a figure of ours as Streamlit takes it, without Plotly's check of every trace and text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plotly.basedatatypes import BaseFigure


class Prepared(BaseFigure):  # type: ignore[misc]
    """A figure's dictionary that `st.plotly_chart` sends as it is.

    Checking the opening overview takes 16 ms of the server, at every visit, and copying it 2 ms at every rerun. Our figures
    are checked by tests instead. Nobody may change the dictionary afterwards.
    """

    def __init__(self, figure: Mapping[str, Any]) -> None:
        """Takes the figure's `data` and `layout`; unlike Plotly's own figures this has no other properties."""
        self._prepared = dict(figure)

    def to_dict(self) -> dict[str, Any]:
        """The figure."""
        return self._prepared

    def __repr__(self) -> str:
        return f"Prepared({len(self._prepared['data'])} traces)"
