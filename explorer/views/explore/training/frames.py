"""The pictures of every stored epoch of a network's training, prepared for the browser, which plays them in place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from explorer.figures.overview.places import Layout
from explorer.figures.theme import Theme
from explorer.network import Cell
from explorer.reads import region
from explorer.views.explore.pictures import pictures_of, scales_of
from explorer.views.explore.rail.rail import rail_html
from explorer.views.explore.runs import Run, run_of
from explorer.views.explore.screen import Screen
from explorer.views.shared.trainings import Training

MAX_BYTES = 6_000_000
"""The most that all pictures of a training may weigh; longer ones are not played."""


@dataclass(frozen=True)
class Played:
    """What is played: the run on the screen at every epoch of its training, drawn in this layout; `narrow` as on a phone."""

    run: Run
    training: Training
    layout: Layout
    theme: Theme
    scope: str
    narrow: bool

    @property
    def key(self) -> str:
        """Changes exactly when the pictures do: with anything of the scene but the epoch and the selected cell."""
        scene = self.run.scene
        whole = (self.run.network.digest, scene.image, replace(scene.weights, base=self.training.snapshots[0]))
        shown = (
            self.training.card.epochs,
            self.layout.key,
            self.layout.content,
            self.theme.name,
            self.scope,
            scene.face,
        )
        return hashlib.sha256(repr((whole, shown)).encode()).hexdigest()[:16]

    def frames(self, cell: Cell) -> list[dict[str, Any]]:
        """One frame per epoch: its pictures, its texts, and the rail of `cell` then, as HTML.

        A picture that is the same as in the first frame, as the photo is, is None. No frames if they weigh too much.
        """
        runs = [self._at(epoch) for epoch in self.training.card.epochs]
        drawn = [pictures_of(run, self.scope, self.layout, self.theme) for run in runs]
        first = drawn[0].sources
        frames = [
            {
                "sources": [
                    None if frame and source == before else source
                    for source, before in zip(pictures.sources, first, strict=True)
                ],
                "texts": {str(index): text for index, text in pictures.texts.items()},
                "rail": self._rail(run, cell),
            }
            for frame, (run, pictures) in enumerate(zip(runs, drawn, strict=True))
        ]
        weight = sum(len(source or "") for frame in frames for source in frame["sources"])
        return frames if weight <= MAX_BYTES else []

    def _at(self, epoch: float) -> Run:
        """The run with the weights of another epoch."""
        weights = replace(self.run.scene.weights, base=self.training.at(epoch))
        return run_of(replace(self.run.scene, weights=weights), self.run.network, self.run.picture)

    def _rail(self, run: Run, cell: Cell) -> str:
        """The rail of a cell in a run: its value and what that is made of, so that the two agree at every epoch."""
        screen = Screen(run, scales_of(run, self.scope), self.theme, self.narrow)
        return rail_html(screen, cell, region(run.network, cell))
