"""Job: a training in the background, which can be watched, paused and resumed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, cast

from explorer.errors import BudgetError, BusyError, ExplorerError, SettingError, TrainingError
from explorer.kernels.threads import behind_others
from explorer.layers.base import Params
from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data.examples import DataSet
from explorer.learning.fitting import Fitting, fit
from explorer.learning.health import LayerHealth, examine
from explorer.learning.live.archive import Saved
from explorer.learning.live.places import Allowance, Courtesy
from explorer.learning.live.progress import Keeping, Learnable, Progress, check_params
from explorer.learning.live.room import check_room, out_of_time, room, training_bytes
from explorer.learning.live.training import Training
from explorer.learning.live.view import JobView
from explorer.learning.recipe.recipe import Recipe
from explorer.limits import TRAINING_BYTES
from explorer.network import Network, check_network
from explorer.weights import Weights

PUBLISH_SECONDS: Final = 0.2
"""The parameters are shown anew after so long, if somebody looks: five times a second."""
_log = logging.getLogger(__name__)


class _NotWanted(Exception):
    """Nobody wants the training to go on for which it waited."""


class Job:
    """A training of `network` on `data` in a thread of its own, which lives only as long as there is something to do.

    Orders return at once, and `view` tells what has become of them. Any thread may give orders; none changes the numbers: a
    training that was paused anywhere ends with the same bits.
    """

    def __init__(
        self,
        network: Network,
        data: Learnable,
        recipe: Recipe | None = None,
        weights: Weights | Mapping[str, Params] | None = None,
        *,
        resume: Checkpoint | Saved | None = None,
        keeping: Keeping | None = None,
        courtesy: Courtesy | None = None,
        allowance: Allowance | None = None,
        most_bytes: int = TRAINING_BYTES,
        begin: Callable[[], Training] | None = None,
    ) -> None:
        """The arguments of `fit`; `resume` is a checkpoint of the same training, or what `saved` gave. Nothing is computed yet.

        `allowance` has the seconds of its visitor, `most_bytes` are what it may take. `begin` makes the training in another
        way, from its beginning whenever it is called. Raises SettingError for data without examples to learn from.
        """
        if not len(data.training):
            raise SettingError("There is nothing to learn from: the data has no examples.", "Add a few pictures.")
        self.network, self.data, self.weights = check_network(network), data, weights
        checkpoint = resume.checkpoint if isinstance(resume, Saved) else resume
        self.recipe = (Recipe() if checkpoint is None else checkpoint.recipe) if recipe is None else recipe
        self._keeping, self._courtesy = keeping or Keeping(), courtesy or Courtesy()
        self.allowance = allowance or Allowance()
        self._begin, self._most_bytes = begin, most_bytes
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._goal, self._single, self._keep, self._last = 0, False, False, False
        self._looked = True
        self._published_at = -1e9
        self._progress = self._new_progress(checkpoint)
        self._view = JobView()
        if isinstance(resume, Saved):
            self._progress.resume(resume)

    # -- orders -----------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Train until the last epoch is over."""
        self._order(lambda: self._until(None))

    def pause(self) -> None:
        """Take no further step."""
        self._order(lambda: self._until(0))

    def one_step(self) -> None:
        """Take one step, then pause; if asked several times, as many."""
        self._order(lambda: self._until((self._goal if self._single else self._view.step) + 1, single=True))

    def one_epoch(self) -> None:
        """Train to the end of the present epoch, then pause."""
        per_epoch = self._steps_per_epoch()
        self._order(lambda: self._until((self._view.step // per_epoch + 1) * per_epoch))

    def stop(self) -> None:
        """End the training where it is, and keep what was learned as a snapshot."""

        def end() -> None:
            self._until(0)
            self._keep = self._last = self._view.step > 0

        self._order(end)

    def keep(self) -> None:
        """Keep the present parameters as a snapshot, wherever in an epoch they are."""

        def ask() -> None:
            self._keep = True

        self._order(ask)

    def reset(self) -> None:
        """Go back to before the first step; all that was learned is gone."""
        with self._lock:
            self._until(0)
            self._keep = False
            self._progress = self._new_progress(None)
            self._view = JobView(version=self._view.version + 1, params={})

    # -- what is seen -------------------------------------------------------------------------------------------------------

    def view(self) -> JobView:
        """The training as it is now. Waits for nothing."""
        self._looked = True
        view = self._view
        return view if view.steps else replace(view, steps=self._steps(), epochs=self._epochs())

    def lens(self, path: str, name: str, index: int) -> Any:
        """One weight in the last step, in numbers; None before the first one. Waits for the end of the present step."""
        with self._progress.between_steps() as training:
            step = training.step
        return training.lens(path, name, index) if step else None  # others may read while steps are taken

    def examine(self) -> tuple[LayerHealth, ...]:
        """Every layer after the last step, as `examine` in health tells; empty before the first one. Waits as `lens` does."""
        with self._progress.between_steps() as training:
            return examine(training) if isinstance(training, Fitting) else ()

    def checkpoint(self) -> Checkpoint:
        """All there is to go on bit-identically, after the present step."""
        with self._progress.between_steps() as training:
            return training.checkpoint()

    def saved(self) -> Saved:
        """The training as files can hold it, after the present step: `Job(network, data, resume=...)` goes on with it.

        Raises SettingError for data that are no DataSet.
        """
        if not isinstance(self.data, DataSet):
            raise SettingError("Only a training on a data set can be kept.", "Use explorer.learning.data.")
        progress = self._progress
        with progress.between_steps() as training:
            kept = progress.snapshots
            return Saved(
                *(training.checkpoint(), self.data, progress.curve.spec(), kept.all, kept.every, progress.seconds)
            )

    def look(self) -> None:
        """Tell where the training is without going on, as one that was resumed does at first."""
        self._publish(self._progress, force=True, new=True)
        with self._lock:
            self._view = replace(self._view, state=self._resting_state() if self._thread is None else self._view.state)

    def settle(self, seconds: float | None = None) -> bool:
        """Wait until there is nothing more to do, `seconds` at most; whether that is so. Screens look at `view` instead."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    # -- inside -----------------------------------------------------------------------------------------------------------

    def _new_progress(self, resume: Checkpoint | None) -> Progress:
        begin = self._begin or (lambda: self._fit(resume))
        return Progress(begin, self.data, self._keeping, self._courtesy.clock, self._admit)

    def _admit(self, progress: Progress) -> None:
        """Raises BudgetError unless there is room for this training."""
        batch, examples = self.recipe.batch_size, len(self.data.training)
        check_room(self.network, batch, examples, self._most_bytes)
        snapshots = min(self._keeping.most_bytes, 4 * self.network.param_count * (self.recipe.epochs + 1))
        room().take(progress, training_bytes(self.network, batch, examples) + snapshots)

    def _fit(self, resume: Checkpoint | None) -> Training:
        return cast(Training, fit(self.network, self.data, self.recipe, self.weights, resume=resume))

    def _steps_per_epoch(self) -> int:
        return max(1, -(-len(self.data.training) // self.recipe.batch_size))

    def _epochs(self) -> int:
        return self.recipe.epochs

    def _steps(self) -> int:
        return self._steps_per_epoch() * self._epochs()

    def _until(self, goal: int | None, single: bool = False) -> None:
        steps = self._steps()
        self._goal, self._single, self._last = steps if goal is None else min(goal, steps), single, False

    def _order(self, change: Callable[[], None]) -> None:
        """Change what is wanted, and have it done if nobody is at it."""
        with self._lock:
            if self._view.state == "failed":
                return
            change()
            if self._wanted():
                self._view = replace(self._view, state="running" if self._goes_on() else self._view.state, trouble="")
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="training", daemon=True)
                    self._thread.start()

    def _goes_on(self) -> bool:
        return self._goal > self._view.step

    def _wanted(self) -> bool:
        return self._goes_on() or self._keep

    def _stays(self) -> bool:
        """Whether this thread has something to do. If not, it says so and is gone: the next order begins another one."""
        with self._lock:
            if self._wanted() and self._view.state != "failed":
                return True
            self._thread = None
            self._view = replace(self._view, state=self._resting_state(), place=0)
            return False

    def _resting_state(self) -> str:
        view = self._view
        if view.state == "failed":
            return "failed"
        if self._last or (view.step >= view.steps > 0):
            return "done"
        return "paused" if view.step else "ready"

    def _work(self) -> None:
        """The thread: as long as something is wanted, for a while at a time if others wait for its place."""
        while self._stays():
            try:
                with suppress(_NotWanted), self._courtesy.places.taken(self._waits), behind_others():
                    self._tell(place=0)
                    self._stretch()
            except ExplorerError as error:
                self._give_up(error)
            except MemoryError:
                self._give_up(
                    TrainingError("There is not enough memory for this training.", "Use a smaller batch size.")
                )
            except Exception as error:
                _log.exception("A training went wrong.")
                self._give_up(
                    TrainingError(f"The training went wrong ({type(error).__name__}).", "Reset, and begin again.")
                )

    def _waits(self, number: int) -> None:
        self._tell(place=number)
        if not self._wanted():
            raise _NotWanted

    def _stretch(self) -> None:
        clock, others = self._courtesy.clock, self._courtesy.places
        until = clock() + self._courtesy.stretch
        while self._wanted():
            if self.allowance.over:
                raise out_of_time(self.allowance.most)
            progress = self._progress
            while progress.asked_for:
                self._courtesy.sleep(0.001)
            self._courtesy.give_way()
            before = clock()
            self._one(progress)
            self.allowance.spend(clock() - before)
            if others.waiting and clock() > until:
                break
        if self._view.params_step != self._view.step:
            self._publish(self._progress, force=True, new=True)

    def _one(self, progress: Progress) -> None:
        """Take a step, or keep a snapshot, and tell of it."""
        if self._view.steps == 0:
            progress.begin()
            self._publish(progress, force=True)
        if self._goes_on():
            self._publish(progress, new=progress.advance())
        elif self._keep:
            progress.keep()
            with self._lock:
                self._keep = False
            self._publish(progress, force=True, new=True)

    def _publish(self, progress: Progress, *, force: bool = False, new: bool = False) -> None:
        """Tell where the training is; its parameters too if they are due."""
        now = self._courtesy.clock()
        with progress.between_steps() as training:
            due = force or (self._looked and now - self._published_at >= PUBLISH_SECONDS)
            params, gradients = (training.params, training.gradients) if due else (None, {})
            step, steps, per_epoch = training.step, training.steps, training.steps_per_epoch
        if params is not None:
            check_params(params, step)
        with self._lock:
            if progress is not self._progress:
                return  # it was reset meanwhile
            changes: dict[str, Any] = {
                "step": step,
                "steps": steps,
                "epoch": step / per_epoch,
                "epochs": self._epochs(),
                "seconds": progress.seconds,
                "seconds_left": progress.left(),
            }
            if new or not self._view.points:
                changes |= {"points": progress.curve.points, "kept": progress.snapshots.all}
            if params is not None:
                self._looked, self._published_at = False, now
                changes |= {"params": params, "gradients": gradients, "params_step": step}
                changes["version"] = self._view.version + 1
            self._view = replace(self._view, **changes)

    def _tell(self, **changes: Any) -> None:
        with self._lock:
            self._view = replace(self._view, **changes)

    def _give_up(self, error: ExplorerError) -> None:
        """Say why the training does not go on; after a limit or a full queue it can later, after other trouble only anew."""
        with self._lock:
            self._until(0)
            self._keep = False
            trouble = f"{error.problem} {error.remedy}".strip()
            later = isinstance(error, BudgetError | BusyError)
            self._view = replace(self._view, state=self._view.state if later else "failed", trouble=trouble)
