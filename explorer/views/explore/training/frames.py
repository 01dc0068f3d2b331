"""The pictures of every stored epoch of a network's training, prepared for the browser, which plays them in place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from explorer.figures.overview.figure import percent
from explorer.figures.overview.places import Face, Layout
from explorer.figures.rail.column import column_of, shown_path
from explorer.figures.theme import Theme, number
from explorer.layers.base import as_map
from explorer.network import Cell
from explorer.views.explore.pictures import pictures_of
from explorer.views.explore.runs import BUDGET, Run, shared_runner
from explorer.weights import Trained
from explorer.weights.cards import ModelCard

MAX_BYTES = 6_000_000
"""The most that all pictures of a training may weigh; longer ones are not played."""


@dataclass(frozen=True)
class Played:
    """What is played: the run on the screen at every epoch of its card, drawn in this layout."""

    run: Run
    card: ModelCard
    layout: Layout
    theme: Theme
    scope: str

    @property
    def key(self) -> str:
        """Changes exactly when the pictures do: with anything of the scene but the epoch and the selected cell."""
        scene = self.run.scene
        whole = (self.run.network.digest, scene.image, replace(scene.weights, base=Trained(self.card.name, 0)))
        shown = (self.layout.key, self.layout.content, self.theme.name, self.scope, scene.face)
        return hashlib.sha256(repr((whole, shown)).encode()).hexdigest()[:16]

    def frames(self, cell: Cell) -> list[dict[str, Any]]:
        """One frame per epoch: its pictures, its texts, and the value of `cell` then.

        A picture that is the same as in the first frame, as the photo is, is None. No frames if they weigh too much.
        """
        runs = [self._at(epoch) for epoch in self.card.epochs]
        drawn = [pictures_of(run, self.scope, self.layout, self.theme) for run in runs]
        first = drawn[0].sources
        frames = [
            {
                "sources": [
                    None if frame and source == before else source
                    for source, before in zip(pictures.sources, first, strict=True)
                ],
                "texts": {str(index): text for index, text in pictures.texts.items()},
                "value": self._value(run, cell),
            }
            for frame, (run, pictures) in enumerate(zip(runs, drawn, strict=True))
        ]
        weight = sum(len(source or "") for frame in frames for source in frame["sources"])
        return frames if weight <= MAX_BYTES else []

    def _at(self, epoch: int) -> Run:
        """The run with the weights of another epoch."""
        weights = replace(self.run.scene.weights, base=Trained(self.card.name, epoch))
        acts = shared_runner().run(self.run.network, weights, self.run.picture.pixels, BUDGET)
        return replace(self.run, scene=replace(self.run.scene, weights=weights), acts=acts)

    def _value(self, run: Run, cell: Cell) -> str:
        """The number of a cell, written as the rail writes it: that of the map that its column shows."""
        first = column_of(run.network, cell.path)[0]
        face: Face = "before" if run.scene.face == "before" else "after"
        path = shown_path(run.network, cell.path, face) if cell.path == first else cell.path
        step = run.network.step(path)
        values = run.acts[path][0].reshape(as_map(step.output_shape))
        value = float(values[cell.row, cell.col, cell.channel])
        return percent(value) if step.layer.gives_probabilities else number(value)
