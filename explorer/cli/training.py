"""The command `cnn-explorer train`: a network learns from pictures, and its weights become a file that the app opens."""

from __future__ import annotations

import argparse
import math
import shlex
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from explorer import limits
from explorer.cli.curves import chart
from explorer.cli.naming import scene_of
from explorer.cli.recipes import flag, recipe_of
from explorer.errors import SettingError, WeightsError
from explorer.formats.json_file import SUFFIX, to_json
from explorer.formats.weights import read_weights
from explorer.formats.weights.writing import WRITERS, save_weights
from explorer.formats.writing import new_file
from explorer.layers import Dense
from explorer.layers.stack import replaced, walk
from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data import (
    GENERATED,
    DataSet,
    fashion,
    fitted,
    generated,
    only,
    pictures_from_folder,
    pictures_from_zip,
)
from explorer.learning.data.drawn import LEAST_SIDE, MOST_SIDE, SIDE
from explorer.learning.data.splitting import VALIDATION
from explorer.learning.fitting import Fitting, fit
from explorer.network import Network
from explorer.plain import megabytes
from explorer.weights import Uploaded, Weights

FASHION = "fashion"
DATA = f"a folder or a zip file with a folder of pictures for each class, {FASHION}, {', '.join(GENERATED)}"
CHECKPOINT = ".checkpoint.npz"
"""What the name of the checkpoint ends in, which stands beside the weights."""


def train(arguments: argparse.Namespace) -> None:
    """Let NETWORK learn, and write its weights. Raises ExplorerError for what cannot be read, learned from or written."""
    out = Path(arguments.out)
    if out.suffix not in WRITERS:
        raise SettingError(f"Weights cannot be written as {out.suffix or out.name!r}.", f"Use {' or '.join(WRITERS)}.")
    resume = _checkpoint(arguments.resume)
    recipe = recipe_of(arguments, None if resume is None else resume.recipe)
    network, weights = _network(arguments, with_weights=resume is None)
    data = data_of(arguments, network)
    if arguments.fit_classes:
        network, weights = with_outputs(network, weights, len(data.classes))
        _write_network(out, network, data)
    check_outputs(network, data)
    data = fitted(data, network.input_shape)
    fitting = fit(network, data, recipe, weights, dtype=arguments.numbers, resume=resume)
    print(f"{data.name}: {len(data.training):,} to learn from, {len(data.validation):,} to measure with.")
    print(f"{network.param_count:,} parameters, {fitting.steps_per_epoch:,} steps an epoch, {recipe.epochs:,} epochs.")
    print(f"It begins with {_beginning(arguments, fitting)}.")
    _run(Course(fitting, data), out, arguments)


def _beginning(arguments: argparse.Namespace, fitting: Fitting) -> str:
    if arguments.resume is not None:
        return f"{arguments.resume}, after step {fitting.step:,}"
    if arguments.random:
        return f"random weights of seed {fitting.recipe.seed}"
    return "the network's own weights" if arguments.weights is None else f"the weights of {arguments.weights}"


# -- what it learns from, and where it begins -----------------------------------------------------------------------------


def data_of(arguments: argparse.Namespace, network: Network) -> DataSet:
    """The data that --data names, those of --classes of them; of the network's size if they can be. Raises ExplorerError."""
    data = _named(arguments, network)
    return only(data, [name.strip() for name in arguments.classes.split(",")]) if arguments.classes else data


def _named(arguments: argparse.Namespace, network: Network) -> DataSet:
    name, (rows, cols, channels) = arguments.data, network.input_shape
    if name == FASHION:
        return fashion()
    if name in GENERATED:
        drawable = all(LEAST_SIDE <= side <= MOST_SIDE for side in (rows, cols))
        return generated(name, arguments.split_seed, *((rows, cols) if drawable else (SIDE, SIDE)))
    path = Path(name)
    if path.is_dir():
        own = pictures_from_folder(path, (rows, cols, channels))
    elif path.is_file():
        own = pictures_from_zip(_bytes(path, limits.OWN_FILE_BYTES), (rows, cols, channels))
    else:
        raise SettingError(f"There are no data {name!r}.", f"Use {DATA}.")
    for note in own.notes:
        print(note)
    return own.data_set(arguments.validation, arguments.split_seed)


def _bytes(path: Path, most: int) -> bytes:
    """The bytes of a file, and one more than `most` of a larger one. Raises SettingError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise SettingError(f"{path} cannot be read: {error.strerror}.", "Choose another file.") from None


def _checkpoint(name: str | None) -> Checkpoint | None:
    return None if name is None else Checkpoint.from_bytes(_bytes(Path(name), limits.WEIGHTS_FILE_BYTES))


def _network(arguments: argparse.Namespace, with_weights: bool) -> tuple[Network, Weights | None]:
    """The network, and the weights that it begins with, None for random ones of the recipe's seed."""
    scene = scene_of(arguments.network)
    network = scene.network
    if arguments.random or not with_weights:
        return network, None
    if arguments.weights is not None:
        return network, read_weights(arguments.weights, network)
    if scene.weights.asked_for is not None:
        raise WeightsError(
            "The network's weights are those of a file, which is not here.",
            "Name it with --weights FILE, or begin with random ones: --random.",
        )
    return network, scene.weights


# -- classes and outputs ----------------------------------------------------------------------------------------------------


def check_outputs(network: Network, data: DataSet) -> None:
    """Raises SettingError unless the network ends in one number for each class."""
    wanted, shape = len(data.classes), network.output_shape
    if shape == (wanted,):
        return
    last = next((step for step in reversed(network.steps) if isinstance(step.layer, Dense)), None)
    ends = f"{shape[0]:,} numbers" if len(shape) == 1 else f"maps of {' × '.join(map(str, shape))}"
    remedy = f"--fit-classes gives {last.name} {wanted:,} units." if last else "Let it end in a Dense layer."
    raise SettingError(f"The network ends in {ends}, and the data have {wanted:,} classes.", remedy)


def with_outputs(network: Network, weights: Weights | None, count: int) -> tuple[Network, Weights | None]:
    """The network with `count` units in its last dense layer, whose weights are then random; all others stay.

    Raises SettingError where it has no dense layer, or ends in something else all the same.
    """
    path = next((path for path, layer in reversed([*walk(network.layers)]) if isinstance(layer, Dense)), None)
    if path is None:
        raise SettingError("The network has no dense layer.", "Let it end in a Dense layer with a unit for each class.")
    layer = network[path].layer
    assert isinstance(layer, Dense)
    if layer.units == count:
        return network, weights
    changed = Network(
        replaced(network.layers, path, layer.with_settings(units=count)), network.input_shape, network.names
    )
    if weights is None:
        return changed, None
    kept = {at: arrays for at, arrays in weights.params(network).items() if at != path}
    return changed, Weights(Uploaded.of(changed, kept))


def _write_network(out: Path, network: Network, data: DataSet) -> None:
    """Write the network with its new outputs beside its weights, which belong to no other."""
    target = out.with_name(f"{out.stem}{SUFFIX}")
    with new_file(target) as file:
        file.write(to_json(network, classes=data.classes).encode("utf-8"))
    print(f"{target} is the network with {len(data.classes):,} outputs, to which the weights belong.")


# -- epochs -----------------------------------------------------------------------------------------------------------------


@dataclass
class Course:
    """A training that goes on, and what was measured of its epochs."""

    fitting: Fitting
    data: DataSet
    losses: dict[str, list[float]] = field(default_factory=lambda: {"t": [], "v": []})
    accuracies: dict[str, list[float]] = field(default_factory=lambda: {"t": [], "v": []})
    began: float = field(default_factory=time.monotonic)
    steps: int = 0
    """How many this run has done."""

    def epoch(self) -> str:
        """Go on to the end of an epoch, and the line about it; "" if there is nothing left to do."""
        loss, right, count = 0.0, 0.0, 0
        for step in self.fitting:
            size = len(step.indices)
            loss, right, count = loss + step.loss * size, right + step.accuracy * size, count + size
            self.steps += 1
            if step.batch == self.fitting.steps_per_epoch:
                break
            _show(
                f"epoch {step.epoch:,}, step {step.batch:,} of {self.fitting.steps_per_epoch:,}, loss {step.loss:.4f}"
            )
        if not count:
            return ""
        measured = self.fitting.measure(self.data.validation)
        for found, values in (
            (self.losses, (loss / count, measured.loss)),
            (self.accuracies, (right / count, measured.accuracy)),
        ):
            for mark, value in zip("tv", values, strict=True):
                found[mark].append(value)
        epochs = self.fitting.recipe.epochs
        return (
            f"epoch {self.fitting.step // self.fitting.steps_per_epoch:>{len(str(epochs))}}/{epochs}"
            f"  training loss {loss / count:.4f}  accuracy {right / count:6.1%}"
            f"  validation loss {measured.loss:.4f}  accuracy {measured.accuracy:6.1%}  {self._left()}"
        )

    def _left(self) -> str:
        seconds = time.monotonic() - self.began
        left = (self.fitting.steps - self.fitting.step) * seconds / self.steps
        return f"{duration(seconds)}, {duration(left)} left"

    def curves(self) -> str:
        """Both curves, once there are two epochs to connect."""
        if len(self.losses["t"]) < 2:
            return ""
        first = self.fitting.step // self.fitting.steps_per_epoch - len(self.losses["t"]) + 1
        marks = "t training, v validation, * both"
        shown = (chart(f"loss ({marks})", self.losses, first), chart("accuracy", self.accuracies, first))
        return "\n\n".join(text for text in shown if text)


def duration(seconds: float) -> str:
    """A time as it is read.

    >>> duration(3.2), duration(75), duration(7300)
    ('4 s', '1 min 15 s', '2 h 1 min')
    """
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _show(text: str) -> None:
    """A line that the next one replaces, where a person looks at it."""
    if sys.stdout.isatty():
        print(f"\r{text}\x1b[K", end="", flush=True)


def _run(course: Course, out: Path, arguments: argparse.Namespace) -> None:
    """Go through all epochs, with a checkpoint after each; Ctrl+C and the signal to terminate write one too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kept = out.with_name(f"{out.stem}{CHECKPOINT}")
    try:
        while line := course.epoch():
            _show("")
            print(line, flush=True)
            _keep(course.fitting, kept)
    except KeyboardInterrupt:
        _keep(course.fitting, kept)
        _finish(course, out)
        print(f"Stopped at step {course.fitting.step:,} of {course.fitting.steps:,}. Go on with:")
        print(f"  {command(arguments, kept)}", flush=True)
        raise
    if not course.steps:
        raise SettingError(
            f"The checkpoint has done all {course.fitting.recipe.epochs:,} epochs already.",
            f"Give more: {flag('epochs')} {2 * course.fitting.recipe.epochs}.",
        )
    _finish(course, out)
    print(f"For more epochs: {command(arguments, kept)} {flag('epochs')} {2 * course.fitting.recipe.epochs}")


def _keep(fitting: Fitting, kept: Path) -> None:
    with new_file(kept) as file:
        file.write(fitting.checkpoint().to_bytes())


def _finish(course: Course, out: Path) -> None:
    """Draw the curves and write the weights."""
    _show("")
    if curves := course.curves():
        print(f"\n{curves}\n")
    save_weights(out, course.fitting.network, course.fitting.params)
    print(f"{out} has the weights, {megabytes(out.stat().st_size)}: the app opens it under Weights.")


def command(arguments: argparse.Namespace, kept: Path) -> str:
    """The command that goes on from a checkpoint, which has the recipe."""
    words = ["cnn-explorer", "train", arguments.network, "--data", arguments.data, "--resume", str(kept)]
    words += ["--out", arguments.out]
    words += ["--classes", arguments.classes] if arguments.classes else []
    words += ["--fit-classes"] if arguments.fit_classes else []
    if (arguments.validation, arguments.split_seed) != (VALIDATION, 0):
        words += ["--validation", str(arguments.validation), "--split-seed", str(arguments.split_seed)]
    return shlex.join(words)
