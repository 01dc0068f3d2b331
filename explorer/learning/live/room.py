"""How much memory and time a training may take, and how it goes on at home where that is not enough."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

from explorer import limits
from explorer.errors import BudgetError
from explorer.network import Network

COPIES: Final = 6
"""Arrays as large as the parameters: these, their gradients, two of the optimiser's state, and two that are shown."""
PASSES: Final = 2
"""Arrays as large as the maps of a batch: these, and their gradients."""


def training_bytes(network: Network, batch_size: int, examples: int = 0, itemsize: int = 4) -> int:
    """An estimate of the bytes that a training takes, its snapshots aside: parameters, maps, and the data as bytes."""
    numbers = COPIES * network.param_count + PASSES * batch_size * network.activation_count
    rows, cols, channels = network.input_shape
    return numbers * itemsize + examples * rows * cols * channels


def check_room(network: Network, batch_size: int, examples: int, most: int = limits.TRAINING_BYTES) -> None:
    """Raises BudgetError if a training would take more than `most` bytes; the remedy is a smaller batch if that would do."""
    needed = training_bytes(network, batch_size, examples)
    if needed <= most:
        return
    smaller = next(
        (size for size in (64, 32, 16, 8, 4, 2, 1) if size < batch_size and fits(network, size, examples, most)), 0
    )
    raise BudgetError(
        f"This training would take about {needed / 1e6:,.1f} MB; {most / 1e6:,.1f} MB are there for each visitor.",
        f"Use a batch size of {smaller}." if smaller else at_home(),
    )


class Room:
    """The bytes of all trainings of this process; one that is let go gives its own back by itself. Any thread may use it."""

    def __init__(
        self, most: int = limits.TRAINING_TOTAL_BYTES, refused: Callable[[int, int], BudgetError] | None = None
    ) -> None:
        """Nobody trains yet. `refused` makes the error of the bytes that are asked for and those that are free."""
        self.most, self._refused = most, refused or _no_room
        self._taken: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def take(self, owner: object, needed: int) -> None:
        """Take room for `owner`, as long as it lives. Raises BudgetError if there is none."""
        with self._lock:
            free = self.most - sum(taken for other, taken in self._taken.items() if other is not owner)
            if needed > free:
                raise self._refused(needed, max(free, 0))
            self._taken[owner] = needed


def _no_room(needed: int, free: int) -> BudgetError:
    return BudgetError(
        f"This training would take about {needed / 1e6:,.1f} MB; {free / 1e6:,.1f} MB are free beside the trainings of others.",
        f"Try again later. {at_home()}",
    )


@cache
def room() -> Room:
    """The one of this process."""
    return Room()


@cache
def own_room() -> Room:
    """That of the pictures which all visitors have collected to learn from."""
    return Room(limits.OWN_TOTAL_BYTES, _no_room_for_pictures)


def _no_room_for_pictures(needed: int, free: int) -> BudgetError:
    return BudgetError(
        f"Your pictures would take {needed / 1e6:,.1f} MB; {free / 1e6:,.1f} MB are free beside those of other visitors.",
        f"Use fewer pictures, try again later, or train at home: {command('network.cnn.json')}.",
    )


def fits(network: Network, batch_size: int, examples: int, most: int) -> bool:
    """Whether a training takes `most` bytes at most."""
    return training_bytes(network, batch_size, examples) <= most


def out_of_time(seconds: float) -> BudgetError:
    """What is said when a visitor's time for training is over."""
    return BudgetError(
        f"This server trains for {seconds / 60:,.0f} minutes at most for each visitor, and they are over.", at_home()
    )


def at_home() -> str:
    """How a training goes on where nobody shares the machine."""
    return f"It continues at home: save the network and the training, and run {command('network.cnn.json', 'training.npz')}."


def command(network: str, resume: str = "", data: str = "folder") -> str:
    """The command that trains at home, for files of these names; `resume` is that of a checkpoint."""
    return f"cnn-explorer train {network} --data {data}" + (f" --resume {resume}" if resume else "")
