"""How every chart is shown."""

from __future__ import annotations

from typing import Any

CHART: dict[str, Any] = {"displayModeBar": False, "responsive": False, "doubleClick": False}
"""Plotly's settings: no tool bar, and nothing that resets what the linking component has set."""
