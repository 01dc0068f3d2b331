"""A training as files, with all that was seen of it, so that it goes on bit by bit in another process or an hour later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.errors import ExplorerError
from explorer.layers.base import Array
from explorer.learning import arrays
from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.live.snapshots import Snapshot
from explorer.learning.live.training import MeasuredAt

VERSION: Final = 1
ABOUT, CHECKPOINT, DATA, SNAPSHOTS = "training.json", "checkpoint.npz", "data.npz", "snapshots.npz"
MOST_BYTES: Final = 2_000_000_000
"""Bytes that one file may unpack to: each process writes its own, so this only keeps a damaged one from filling the memory."""


@dataclass(frozen=True)
class Result:
    """What was measured at a snapshot: loss, accuracy (a share), and the counts of classes (rows) by answers (columns)."""

    loss: float
    accuracy: float
    confusion: Array

    @classmethod
    def of(cls, measured: MeasuredAt) -> Result:
        """The same without what belongs to single pictures."""
        return cls(measured.loss, measured.accuracy, np.asarray(measured.confusion))


@dataclass(frozen=True, eq=False)
class Saved:
    """What is kept of a training: its checkpoint, its data, its curve (plain data), its snapshots, how long it took."""

    checkpoint: Checkpoint
    data: DataSet
    curve: dict[str, Any]
    snapshots: tuple[Snapshot, ...]
    every: int
    seconds: float

    def to_files(self) -> dict[str, bytes]:
        """The files by name, the same for the same training; the data are one of them, which does not change."""
        about = {
            "version": VERSION,
            "curve": self.curve,
            "every": self.every,
            "seconds": self.seconds,
            "data": {name: getattr(self.data, name) for name in ("name", "classes", "source", "licence")},
            "snapshots": [
                {"epoch": each.epoch, "step": each.step, "learned": _plain(each.learned), "unseen": _plain(each.unseen)}
                for each in self.snapshots
            ],
        }
        params = {
            f"{number}/{path}/{name}": array
            for number, each in enumerate(self.snapshots)
            for path, own in each.params.items()
            for name, array in own.items()
        }
        parts = {"training": self.data.training, "validation": self.data.validation}
        examples = {f"{part}/{name}": getattr(each, name) for part, each in parts.items() for name in ("x", "y")}
        return {
            ABOUT: json.dumps(about, sort_keys=True).encode(),
            CHECKPOINT: self.checkpoint.to_bytes(),
            DATA: arrays.to_bytes(examples),
            SNAPSHOTS: arrays.to_bytes(params),
        }

    @classmethod
    def from_files(cls, files: dict[str, bytes]) -> Saved:
        """What `to_files` made. Raises WeightsError, and nothing else, for other files."""
        try:
            about = json.loads(files[ABOUT])
            if about["version"] != VERSION:
                raise arrays.damaged()
            return cls(
                checkpoint=Checkpoint.from_bytes(files[CHECKPOINT]),
                data=_data(about["data"], arrays.from_bytes(files[DATA], MOST_BYTES)),
                curve=about["curve"],
                snapshots=_snapshots(about["snapshots"], arrays.from_bytes(files[SNAPSHOTS], MOST_BYTES)),
                every=int(about["every"]),
                seconds=float(about["seconds"]),
            )
        except (ExplorerError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            raise arrays.damaged() from None


def _data(about: dict[str, Any], found: dict[str, Array]) -> DataSet:
    training, validation = (Examples(found[f"{part}/x"], found[f"{part}/y"]) for part in ("training", "validation"))
    name, source, licence = (str(about[each]) for each in ("name", "source", "licence"))
    return DataSet(name, tuple(map(str, about["classes"])), training, validation, source, licence)


def _snapshots(about: list[dict[str, Any]], found: dict[str, Array]) -> tuple[Snapshot, ...]:
    params: list[dict[str, dict[str, Array]]] = [{} for _ in about]
    for entry, array in found.items():
        number, path, name = entry.split("/")
        params[int(number)].setdefault(path, {})[name] = array
    return tuple(
        Snapshot(each["epoch"], each["step"], own, _result(each["learned"]), _result(each["unseen"]))
        for each, own in zip(about, params, strict=True)
    )


def _plain(measured: MeasuredAt | None) -> Any:
    return None if measured is None else [measured.loss, measured.accuracy, np.asarray(measured.confusion).tolist()]


def _result(plain: Any) -> Result | None:
    if plain is None:
        return None
    loss, accuracy, confusion = plain
    counts = np.array(confusion, np.int64)
    return Result(float(loss), float(accuracy), counts if counts.size else np.zeros((0, 0), np.int64))
