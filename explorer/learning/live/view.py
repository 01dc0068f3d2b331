"""JobView: what is seen of a training at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from explorer.learning.live.curve import CurvePoint
from explorer.learning.live.snapshots import Parameters, Snapshot

STATES: Final = ("ready", "running", "paused", "done", "failed")


@dataclass(frozen=True, eq=False)
class JobView:
    """A training at one moment; nothing of it changes any more.

    `state` is one of STATES. `step` of `steps` were taken, `epoch` passes over the data of `epochs`. `params` are the
    parameters after `params_step` steps, a few steps old while it runs; `version` is another number whenever they are others,
    and `gradients` are those of the step that led to them.
    `points` is the curve, `kept` are the snapshots. `seconds` were trained; `seconds_left` is None as long as nobody knows.
    `place` is the number in the queue while the training waits for others, else 0. `trouble` says in a sentence or two
    why the training does not go on, and what to do; "" if all is well.
    """

    state: str = "ready"
    step: int = 0
    steps: int = 0
    epoch: float = 0.0
    epochs: int = 0
    points: tuple[CurvePoint, ...] = ()
    params: Parameters = field(default_factory=dict)
    params_step: int = 0
    gradients: Parameters = field(default_factory=dict)
    version: int = 0
    kept: tuple[Snapshot, ...] = ()
    seconds: float = 0.0
    seconds_left: float | None = None
    place: int = 0
    trouble: str = ""

    @property
    def snapshots(self) -> Mapping[float, Parameters]:
        """The parameters of the snapshots by epoch."""
        return {each.epoch: each.params for each in self.kept}

    @property
    def active(self) -> bool:
        """Whether the training goes on by itself, or waits for its turn."""
        return self.state == "running"
