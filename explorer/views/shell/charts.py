"""Plotly settings that all charts share."""

from __future__ import annotations

from typing import Any

CHART: dict[str, Any] = {"displayModeBar": False, "responsive": False, "doubleClick": False}
"""No tool bar, and nothing that resets the outlines that the linker component has drawn."""
