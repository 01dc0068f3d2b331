"""Filling: the records of a network's steps, and the arrays that are put into the page for them as long as they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explorer.figures.overview.linking import read_tables
from explorer.figures.rail.column import column_of
from explorer.figures.static.arithmetic import how
from explorer.figures.static.keeping import Blob, Budget, derived
from explorer.figures.static.moment import Moment
from explorer.layers import Dropout
from explorer.layers.base import Params
from explorer.network import Network, Step
from explorer.running import parameters


@dataclass
class Filling:
    """The run of `moment`: a record per step, by path, with its arrays in `blob`."""

    moment: Moment
    records: dict[str, dict[str, Any]]
    blob: Blob = field(default_factory=Blob)

    @classmethod
    def of(cls, moment: Moment) -> Filling:
        """Without any numbers yet."""
        network = moment.network
        tables = zip(network.steps, read_tables(network), strict=True)
        return cls(moment, {step.path: _step(network, step, table) for step, table in tables})

    def put_all(self, budget: Budget) -> bool:
        """Put the numbers and parameters of all steps in, up to the first that does not fit; returns whether there was none."""
        return all(self._put(step, budget) for step in self.moment.network.steps)

    def put(self, steps: Iterable[Step], budget: Budget) -> None:
        """Put the numbers and parameters of those steps in that fit, in this order."""
        for step in steps:
            self._put(step, budget)

    def put_drawn(self, path: str, channels: Sequence[int], budget: Budget) -> None:
        """Of the column of a step put those maps in that are drawn, where the step as a whole did not fit."""
        for each in column_of(self.moment.network, path):
            record, values = self.records[each], self.moment.acts[each][0]
            if record["values"] is not None or values.ndim != 3:
                continue
            step, drawn = self.moment.network.step(each), values[:, :, channels]
            if derived(step) == "relu" and self.records[step.sources[0]]["values"] is not None:
                below = self.moment.network.index(step.sources[0])
                record["values"] = {"rule": "relu", "of": below, "channels": list(channels)}
            elif budget.take([drawn]):
                record["values"] = {"array": self.blob.add(drawn), "channels": list(channels)}

    def _put(self, step: Step, budget: Budget) -> bool:
        record, values = self.records[step.path], self.moment.acts[step.path][0]
        if record["values"] is None:
            rule, source = derived(step), step.sources[0] if step.sources else ""
            if rule and is_whole(self.records, source):
                record["values"] = {"rule": rule, "of": self.moment.network.index(source)}
            elif budget.take([values]):
                record["values"] = {"array": self.blob.add(values)}
        return self._put_parameters(step, record, budget) and record["values"] is not None

    def _put_parameters(self, step: Step, record: dict[str, Any], budget: Budget) -> bool:
        if record["how"] is not None:
            return True
        if step.param_count > budget.left:  # not even drawn: compressed, a number takes more than a byte
            return False
        made = how(self.moment.network, step, self._params(step))
        if not budget.take(list(made.arrays.values())):
            return False
        arrays = {name: self.blob.add(array) for name, array in made.arrays.items()}
        record["how"] = {**made.record, "arrays": arrays}
        return True

    def _params(self, step: Step) -> Params:
        if not step.param_shapes:
            return {}
        network = self.moment.network
        return parameters.of_step(network, step, parameters.by_path(network, self.moment.params))


def _step(network: Network, step: Step, table: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a step without its numbers."""
    return {
        **table,
        "title": step.layer.title,
        "about": step.layer.about,
        "shares": step.layer.gives_probabilities,
        "idle": isinstance(step.layer, Dropout),
        "column": [network.index(path) for path in column_of(network, step.path)],
        "values": None,
        "how": None,
    }


def is_whole(records: Mapping[str, Mapping[str, Any]], path: str) -> bool:
    """Whether the page has all numbers of the step at `path`, or those that they follow from."""
    values = records[path]["values"]
    return values is not None and "channels" not in values


def has_map(steps: Sequence[Mapping[str, Any]], at: int, channel: int) -> bool:
    """Whether the page has the numbers of one map of the step at index `at`."""
    values = steps[at]["values"]
    return values is not None and ("channels" not in values or channel in values["channels"])
