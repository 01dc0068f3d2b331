"""What one rerun of Explore shows: the run, its colours, the look, and how much room there is."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.views.explore.runs import Run


@dataclass(frozen=True)
class Screen:
    """Everything that the rail and the tabs draw from. `narrow` is on for a phone."""

    run: Run
    scales: Scales
    theme: Theme
    narrow: bool
