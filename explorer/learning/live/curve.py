"""The curve of a training as it grows, with a bounded number of points however long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from explorer.errors import SettingError

MOST_POINTS: Final = 1_000
"""Points of one curve: no screen has room for more."""


@dataclass(frozen=True)
class CurvePoint:
    """A training's state after `step` steps, `epoch` passes over its data.

    `loss` and `accuracy` (a share, 0 to 1) are means over the `count` steps since the point before, each on its own batch,
    with the dropout and the augmentation of the training. Those of the validation are measured with the parameters of
    this step, as the network answers; None where nothing was measured.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    count: int = 1


class Curve:
    """Collects a training's steps; when there are too many points, neighbours become one and all later ones span more steps.

    >>> curve = Curve(steps_per_epoch=10, most=4)
    >>> for step in range(1, 9):
    ...     _ = curve.add(step, loss=float(step), accuracy=0.5)
    >>> [(point.step, point.loss) for point in curve.points]
    [(4, 2.5), (8, 6.5)]
    """

    def __init__(self, steps_per_epoch: int, most: int = MOST_POINTS) -> None:
        """No points yet. `most` is even, 4 at least."""
        self._per_epoch, self._most = steps_per_epoch, most
        self._points: list[CurvePoint] = []
        self._every, self._open = 1, CurvePoint(0, 0.0, 0.0, 0.0, count=0)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        """The points so far, in the order of their steps."""
        return tuple(self._points)

    def add(self, step: int, loss: float, accuracy: float) -> bool:
        """Count step number `step`; whether there is a new point."""
        self._open = _joined(self._open, CurvePoint(step, step / self._per_epoch, loss, accuracy))
        if self._open.count >= self._every:
            self._close()
            return True
        return False

    def validated(self, loss: float, accuracy: float) -> None:
        """What was measured with the parameters after the step that was counted last. Nothing without a step."""
        if self._open.count:
            self._close()
        if self._points:
            self._points[-1] = replace(self._points[-1], validation_loss=loss, validation_accuracy=accuracy)

    def begin(self, point: CurvePoint) -> None:
        """The state before the first step."""
        self._points = [replace(point, step=0, epoch=0.0, count=0)]

    def _close(self) -> None:
        self._points.append(self._open)
        self._open = CurvePoint(0, 0.0, 0.0, 0.0, count=0)
        if len(self._points) >= self._most:
            self._thin()

    def _thin(self) -> None:
        """Make one of every two neighbours; what was before training stays by itself."""
        first = [each for each in self._points[:1] if not each.count]
        rest = self._points[len(first) :]
        pairs = [rest[at : at + 2] for at in range(0, len(rest), 2)]
        self._points = first + [_joined(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
        self._every *= 2

    # -- as plain data, so that a training that is resumed goes on with the same curve ------------------------------------

    def spec(self) -> dict[str, Any]:
        """The curve as plain data."""
        return {"every": self._every, "open": _plain(self._open), "points": [_plain(each) for each in self._points]}

    def load(self, spec: Any) -> None:
        """Go on with the curve of `spec`. Raises SettingError for what is none."""
        try:
            every, opened, points = spec["every"], _point(spec["open"]), [_point(each) for each in spec["points"]]
            if type(every) is not int or every < 1 or len(points) >= max(self._most, MOST_POINTS):
                raise ValueError(every)
        except (TypeError, ValueError, KeyError, OverflowError):
            raise SettingError("This is not the curve of a training.", "Begin the training again.") from None
        self._every, self._open, self._points = every, opened, points


def _joined(before: CurvePoint, after: CurvePoint) -> CurvePoint:
    """The two as one: means over their steps, and what was validated last."""
    if not before.count:
        return after
    count = before.count + after.count
    measured = after if after.validation_loss is not None else before
    return CurvePoint(
        after.step,
        after.epoch,
        (before.loss * before.count + after.loss * after.count) / count,
        (before.accuracy * before.count + after.accuracy * after.count) / count,
        measured.validation_loss,
        measured.validation_accuracy,
        count,
    )


def _plain(point: CurvePoint) -> list[float | int | None]:
    return [
        *(point.step, point.epoch, point.loss, point.accuracy),
        *(point.validation_loss, point.validation_accuracy, point.count),
    ]


def _point(plain: Sequence[Any]) -> CurvePoint:
    step, epoch, loss, accuracy, seen_loss, seen_accuracy, count = plain
    if type(step) is not int or type(count) is not int or step < 0 or count < 0:
        raise ValueError(plain)
    return CurvePoint(step, float(epoch), float(loss), float(accuracy), _maybe(seen_loss), _maybe(seen_accuracy), count)


def _maybe(value: Any) -> float | None:
    return None if value is None else float(value)
