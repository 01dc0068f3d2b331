"""What the views of the Explore page draw from in one rerun."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.figures.overview.scales import Scales
from explorer.figures.theme import Theme
from explorer.views.explore.runs import Run


@dataclass(frozen=True)
class Screen:
    """The run, the color scales of its maps, the theme, and whether the screen is `narrow`, as on a phone."""

    run: Run
    scales: Scales
    theme: Theme
    narrow: bool
