"""What the views of the comparison draw from in one rerun."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explorer.analysis.compared.aligning import LayerPair, align
from explorer.analysis.compared.record import Compared, Side
from explorer.analysis.compared.table import RowPair, row_pairs
from explorer.figures.overview.room import BETWEEN, EDGE, FOLDED_SIDEBAR, OPEN_SIDEBAR
from explorer.figures.theme import Theme
from explorer.figures.tiles import GAP
from explorer.network import Network
from explorer.scene import Scene
from explorer.views.compare.running import name_of
from explorer.views.explore.runs import Run
from explorer.views.shell.embed import FRAME_ROOM, embedded
from explorer.views.shell.room import window
from explorer.views.shell.state import Session
from explorer.words.description import image_words, weights_words

PAIR_SHARE, LEAST_PAIR, MOST_PAIR = 0.38, 400, 680
"""The part of the page's width that the enlarged pair takes, and its bounds in px."""
LEAST_SIDE = 200
"""Px of an enlarged map, at least: then the page scrolls."""
ABOVE = 440
"""Px of the page above the enlarged pair, and for its own words."""


@dataclass(frozen=True)
class SideBySide:
    """The runs of both scenes, the session, and the theme."""

    current: Session
    left: Run
    right: Run
    theme: Theme

    @property
    def narrow(self) -> bool:
        """Whether the page is laid out for a phone."""
        return self.current.narrow

    @property
    def key(self) -> str:
        """What everything depends on that is shown of both."""
        return " ".join(f"{run.key} {run.network.named_digest}" for run in (self.left, self.right))

    @property
    def record(self) -> Compared:
        """The record of both; corresponding layers and the table come from `pairs` and `table`, which are kept."""
        return Compared(*(Side(run.network, run.scene.weights, run.acts, run.scene.classes) for run in self.runs))

    @property
    def runs(self) -> tuple[Run, Run]:
        """Left and right."""
        return self.left, self.right

    @property
    def pairs(self) -> tuple[LayerPair, ...]:
        """The corresponding layers."""
        return _pairs(self._networks, self.left.network, self.right.network)

    @property
    def table(self) -> tuple[RowPair, ...]:
        """Their size and cost."""
        return _table(self._networks, self.left.network, self.right.network, self.pairs)

    @property
    def _networks(self) -> str:
        return f"{self.left.network.named_digest} {self.right.network.named_digest}"

    @property
    def titles(self) -> tuple[str, str]:
        """What each side is called where there is little room: by what is different between the two."""
        return titles_of(self.left.scene, self.right.scene)

    @property
    def width(self) -> int:
        """Px of the page."""
        if embedded():
            return FRAME_ROOM.width
        known = window()
        beside = 0 if self.narrow else OPEN_SIDEBAR if known.sidebar_open else FOLDED_SIDEBAR
        return known.width - beside - 2 * EDGE

    @property
    def pair_width(self) -> int:
        """Px of the enlarged pair, which stands beside the rows, or on a phone above them."""
        return self.width if self.narrow else round(min(max(PAIR_SHARE * self.width, LEAST_PAIR), MOST_PAIR))

    @property
    def rows_width(self) -> int:
        """Px of the rows."""
        return self.width if self.narrow else self.width - self.pair_width - 2 * BETWEEN

    @property
    def side(self) -> int:
        """Px that an enlarged map may be wide and high: two of them stand beside each other, and two below each other."""
        most = (self.pair_width - GAP - 4) // 2
        return most if self.narrow else min(most, max((window().height - ABOVE) // 2, LEAST_SIDE))

    @property
    def pair_figure_width(self) -> int:
        """Px of the figure with the enlarged maps."""
        return 2 * self.side + GAP + 4


def titles_of(left: Scene, right: Scene) -> tuple[str, str]:
    """The names of two scenes, or what is different between them where these are the same: weights, else the image."""
    for words in (name_of, weights_words, lambda scene: image_words(scene.image)):
        found = words(left), words(right)
        if found[0] != found[1]:
            return found
    return "Left", "Right"


@st.cache_resource(max_entries=32, show_spinner=False)
def _pairs(key: str, _left: Network, _right: Network) -> tuple[LayerPair, ...]:
    return align(_left, _right)


@st.cache_resource(max_entries=32, show_spinner=False)
def _table(key: str, _left: Network, _right: Network, _pairs: tuple[LayerPair, ...]) -> tuple[RowPair, ...]:
    return row_pairs(_left, _right, _pairs)
