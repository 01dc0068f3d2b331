"""Schedules: how the learning rate changes while a network learns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from explorer.errors import SettingError
from explorer.learning.recipe.parts import RecipePart
from explorer.settings import Float, Int, setting


@dataclass(frozen=True)
class Schedule(RecipePart):
    """Base of all schedules. During `warmup_steps` the rate rises evenly, step by step, to the full one."""

    needs_end: ClassVar[bool] = False
    """Whether it has to know how many steps there will be."""

    warmup_steps: int = setting(0, "Steps in which the rate rises evenly to the full one.", Int(0, 1_000_000), "more")

    def rate(self, learning_rate: float, step: int, steps: int, steps_per_epoch: int) -> float:
        """The learning rate of `step`, counted from 0, of `steps` in all (0: nobody knows).

        Raises SettingError where the schedule needs to know how many there are.
        """
        if self.needs_end and steps <= 0:
            raise SettingError(
                f"The schedule {self.title} needs to know the number of steps, but the batches have no length.",
                "Give arrays, or batches with a length (__len__), or use the schedule Constant.",
            )
        if step < self.warmup_steps:
            return learning_rate * (step + 1) / self.warmup_steps
        return learning_rate * self._share(step, steps, max(steps_per_epoch, 1))

    def _share(self, step: int, steps: int, steps_per_epoch: int) -> float:
        """The part of the full rate after the warm-up."""
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate all the time.

    >>> explorer.learning.Constant(warmup_steps=4).rate(0.1, step=0, steps=100, steps_per_epoch=10)
    0.025
    """

    kind: ClassVar[str] = "constant"
    title: ClassVar[str] = "Constant"
    about: ClassVar[str] = "The same learning rate from the first step to the last."

    def _share(self, step: int, steps: int, steps_per_epoch: int) -> float:
        return 1.0


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from the full rate down to `alpha` of it. Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts.

    >>> explorer.learning.Cosine().rate(0.1, step=50, steps=100, steps_per_epoch=10)
    0.05
    """

    kind: ClassVar[str] = "cosine"
    title: ClassVar[str] = "Cosine"
    about: ClassVar[str] = "Falls along half a cosine: slowly at first, then faster, and slowly again at the end."
    needs_end: ClassVar[bool] = True

    alpha: float = setting(0.0, "The part of the rate that is left at the end.", Float(0, 1), "more")

    def _share(self, step: int, steps: int, steps_per_epoch: int) -> float:
        done = (step - self.warmup_steps) / max(steps - self.warmup_steps, 1)
        return self.alpha + (1 - self.alpha) * (1 + math.cos(math.pi * min(done, 1.0))) / 2


@dataclass(frozen=True)
class StepDecay(Schedule):
    """The rate times `factor` after `every` epochs, again and again.

    >>> explorer.learning.StepDecay(every=2, factor=0.1).rate(1.0, step=25, steps=100, steps_per_epoch=10)
    0.1
    """

    kind: ClassVar[str] = "step_decay"
    title: ClassVar[str] = "Steps"
    about: ClassVar[str] = "Multiplies the learning rate by a factor every few epochs."

    every: int = setting(1, "Epochs between two changes.", Int(1, 1000))
    factor: float = setting(0.5, "What the rate is multiplied by.", Float(1e-6, 1))

    def _share(self, step: int, steps: int, steps_per_epoch: int) -> float:
        share: float = self.factor ** (step // (self.every * steps_per_epoch))
        return share


SCHEDULES: dict[str, type[Schedule]] = {kind.kind: kind for kind in (Constant, Cosine, StepDecay)}
