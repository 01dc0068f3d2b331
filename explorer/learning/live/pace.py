"""How fast a training goes, and how long it still takes."""

from __future__ import annotations

from typing import Final

_NEW: Final = 0.1
"""The weight of the last duration in the mean: the pace changes when others compute on the same machine."""


class Pace:
    """Means of the seconds that a step and a measurement take, in which the last ones count most.

    >>> pace = Pace()
    >>> pace.step(0.5)
    >>> pace.left(steps=10, measurements=0)
    5.0
    """

    def __init__(self) -> None:
        """Nothing was timed yet."""
        self._step: float | None = None
        self._measurement = 0.0

    def step(self, seconds: float) -> None:
        """One step took so long."""
        self._step = seconds if self._step is None else self._step + _NEW * (seconds - self._step)

    def measurement(self, seconds: float) -> None:
        """One measurement at the end of an epoch took so long."""
        self._measurement = seconds

    def left(self, steps: int, measurements: int) -> float | None:
        """Seconds for so many steps and measurements; None as long as no step was timed."""
        return None if self._step is None else steps * self._step + measurements * self._measurement
