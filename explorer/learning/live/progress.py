"""A training with what was seen of it so far: its curve, its snapshots, its pace."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np

from explorer.errors import TrainingError
from explorer.learning.live.archive import Result, Saved
from explorer.learning.live.curve import Curve, CurvePoint
from explorer.learning.live.pace import Pace
from explorer.learning.live.snapshots import Parameters, Snapshot, Snapshots
from explorer.learning.live.training import MeasuredAt, Training
from explorer.limits import TRAINING_MEASURED, TRAINING_SNAPSHOT_BYTES

SAMPLE: Final = 200
"""Pictures of the validation that are measured inside an epoch."""
SAMPLED_STEPS: Final = 40
"""An epoch of fewer steps is over before anybody would miss a measurement inside it."""
PARTS: Final = 4
"""Of a longer epoch, the validation is measured after each of so many parts."""


class Learnable(Protocol):
    """The data of a training, as `DataSet` has them: what is learned from, and what is only measured, each of some length."""

    @property
    def training(self) -> Any:
        """The examples that are learned from."""

    @property
    def validation(self) -> Any:
        """The examples that are only measured."""


@dataclass(frozen=True)
class Keeping:
    """What is kept of a training: a snapshot of every `every` epochs, within `most_bytes`.

    At the end of an epoch `measured` examples at most are measured of the validation, and as many of the training.
    """

    every: int = 1
    most_bytes: int = TRAINING_SNAPSHOT_BYTES
    measured: int = TRAINING_MEASURED


class Progress:
    """One training from its first step on; nobody sees half a step."""

    def __init__(
        self,
        begin: Callable[[], Training],
        data: Learnable,
        keeping: Keeping,
        clock: Callable[[], float],
        admit: Callable[[Progress], object] = lambda progress: None,
    ) -> None:
        """`begin` makes the training when it is first needed, which may take a while; `admit` may refuse it before."""
        self._begin, self._admit = begin, admit
        self._data, self._keeping, self._clock = data, keeping, clock
        self._training: Training | None = None
        self._asked = 0
        self._guard, self._stepping = threading.Lock(), threading.RLock()
        self.curve = Curve(1)
        self.snapshots = Snapshots(keeping.every, keeping.most_bytes)
        self.pace = Pace()
        self.seconds = 0.0
        self._curve: dict[str, Any] | None = None

    def resume(self, saved: Saved) -> None:
        """Go on with what was seen of a training before; its checkpoint is for whoever begins it."""
        self._curve, self.seconds = saved.curve, saved.seconds
        self.snapshots.every = max(saved.every, self.snapshots.every)
        for snapshot in saved.snapshots:
            self.snapshots.put(snapshot)

    @contextmanager
    def between_steps(self) -> Iterator[Training]:
        """The training while no step is taken: whoever asks comes before the next one."""
        with self._guard:
            self._asked += 1
        try:
            with self._stepping:
                yield self._begun()
        finally:
            with self._guard:
                self._asked -= 1

    @property
    def asked_for(self) -> bool:
        """Whether somebody waits for a step to be over."""
        return self._asked > 0

    def begin(self) -> None:
        """Make the training, unless it is there."""
        with self._stepping:
            self._begun()

    def advance(self) -> bool:
        """Take one step, and measure and keep what is due after it; whether the curve has a new point.

        Raises TrainingError if the loss is not finite any more.
        """
        with self._stepping:
            training, before = self._begun(), self._clock()
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # the loss says so, in words
                done = next(training)
            self.pace.step(self._clock() - before)
            _check(done.step, done.loss, done.learning_rate)
            new = self.curve.add(done.step, done.loss, done.accuracy)
            per_epoch = training.steps_per_epoch
            if done.step % per_epoch == 0:
                self._end_of_epoch(training, done.step // per_epoch)
                new = True
            elif (
                per_epoch >= SAMPLED_STEPS
                and done.step % max(1, per_epoch // PARTS) == 0
                and len(self._data.validation)
            ):
                sample = training.measure(self._data.validation, SAMPLE)
                self.curve.validated(sample.loss, sample.accuracy)
                new = True
            self.seconds += self._clock() - before
            return new

    def keep(self) -> None:
        """Measure and keep the present parameters, wherever in an epoch they are."""
        with self.between_steps() as training:
            epoch = training.step / training.steps_per_epoch
            self._keep(training, int(epoch) if epoch.is_integer() else round(epoch, 3))

    def left(self) -> float | None:
        """Seconds that are left; None if nobody knows yet."""
        training = self._training
        if training is None:
            return None
        steps = training.steps - training.step
        return self.pace.left(steps, math.ceil(steps / training.steps_per_epoch))

    def _begun(self) -> Training:
        if self._training is None:
            self._admit(self)
            training = self._begin()
            curve = Curve(training.steps_per_epoch)
            self.curve = curve
            if self._curve is not None:
                curve.load(self._curve)
                self._curve = None
            elif training.step == 0:
                self._keep(training, 0)
                self._begin_curve(self.snapshots.all[0])
            self._training = training
        return self._training

    def _begin_curve(self, first: Snapshot) -> None:
        if first.learned is not None:
            seen = first.unseen
            self.curve.begin(
                CurvePoint(
                    *(0, 0.0, first.learned.loss, first.learned.accuracy),
                    *((seen.loss, seen.accuracy) if seen is not None else (None, None)),
                )
            )

    def _end_of_epoch(self, training: Training, epoch: int) -> None:
        before = self._clock()
        if self.snapshots.wants(epoch, training.steps // training.steps_per_epoch):
            self._keep(training, epoch)
        elif len(self._data.validation):
            unseen = training.measure(self._data.validation, self._keeping.measured)
            self.curve.validated(unseen.loss, unseen.accuracy)
        self.pace.measurement(self._clock() - before)

    def _keep(self, training: Training, epoch: float) -> None:
        params = training.params
        check_params(params, training.step)
        learned = self._measured(training, self._data.training)
        unseen = self._measured(training, self._data.validation)
        if unseen is not None:
            self.curve.validated(unseen.loss, unseen.accuracy)
        self.snapshots.put(Snapshot(epoch, training.step, params, learned, unseen))

    def _measured(self, training: Training, examples: Any) -> MeasuredAt | None:
        return Result.of(training.measure(examples, self._keeping.measured)) if len(examples) else None


def _check(step: int, loss: float, rate: float) -> None:
    if not math.isfinite(loss):
        raise TrainingError(
            f"In step {step:,} the loss became {'infinite' if math.isinf(loss) else 'not a number'}: the steps are too large "
            f"at a learning rate of {rate:.3g}.",
            f"Reset, and use a learning rate of {rate / 10:.1g}.",
        )


def check_params(params: Parameters, step: int) -> None:
    """Raises TrainingError unless all parameters are finite."""
    for own in params.values():
        for name, array in own.items():
            if not np.isfinite(array).all():
                raise TrainingError(
                    f"After step {step:,} a {name} has numbers that are not finite.",
                    "Reset, and use a tenth of the learning rate.",
                )
