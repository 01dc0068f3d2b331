"""The arrays of a file, matched with the layers of a network by name, or by order and shape; and a table that tells how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.errors import WeightsError, listed, typed
from explorer.formats.weights.matching import notes as telling
from explorer.formats.weights.matching.assigning import Assignment, assign
from explorer.formats.weights.matching.fitting import Fit, UnusableError, fit, shape_text, words_of
from explorer.formats.weights.matching.layouts import Layout
from explorer.formats.weights.matching.names import FileLayer, file_layers, is_alphabetical, is_counter
from explorer.formats.weights.matching.orders import Order, pytorch_orders
from explorer.layers.base import Array, Params, Shape
from explorer.network import Network, Step, check_network
from explorer.plain import shown


@dataclass(frozen=True)
class Row:
    """One line of the table: a parameter of a layer and the array of the file that it gets, with the verdict in words.

    `path`, `layer` and `parameter` are "" for an array that no layer takes, `name` is "" for a parameter for which the file has
    none. `wanted` is our shape, `shape` the file's.
    """

    path: str
    layer: str
    parameter: str
    wanted: Shape | None
    name: str
    shape: Shape | None
    verdict: str
    fits: bool


@dataclass(frozen=True, eq=False)
class Matching:
    """What a file's arrays are to a network.

    `rows` tells it array by array, `notes` in sentences, also what was decided where there were several ways. `params`
    holds the parameters of the layers that fit, {path: {name: array}}, in our order of axes, float32, read-only: a layer is
    there whole or not at all. `missing` are the paths of the layers with parameters that got none.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    params: Mapping[str, Params]
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How much fits: "6 of 8 layers get their weights from this file."."""
        total = len(self.params) + len(self.missing)
        if not self.missing:
            return (
                f"All {total} layers with weights get them from this file."
                if total > 1
                else "The layer gets its weights."
            )
        return f"{len(self.params)} of {total} layers with weights get them from this file."

    def checked(self) -> Matching:
        """The same, if any layer fits. Raises WeightsError with the first reason why none does."""
        if self.params:
            return self
        reasons = [f"{row.layer}: {row.verdict}" if row.layer else row.verdict for row in self.rows if row.verdict]
        raise WeightsError(
            f"No array of the file fits a layer of this network ({reasons[0] if reasons else 'it has no parameters'}).",
            "Open the network that the file belongs to, or change the layers to its shapes.",
        )

    def table(self) -> str:
        """The rows as text in columns: layer, parameter, shape, what the file has, verdict."""
        lines = [("layer", "parameter", "shape", "in the file", "its shape", "verdict")]
        lines += [
            (
                row.layer,
                row.parameter,
                "" if row.wanted is None else shape_text(row.wanted),
                row.name,
                "" if row.shape is None else shape_text(row.shape),
                row.verdict,
            )
            for row in self.rows
        ]
        widths = [max(len(line[column]) for line in lines) for column in range(5)]
        return "\n".join(
            "  ".join([*(text.ljust(width) for text, width in zip(line, widths, strict=False)), line[5]]).rstrip()
            for line in lines
        )


def match(network: Network, arrays: Mapping[str, Array]) -> Matching:
    """Which of `arrays`, by the names of a file and in its order, belong to which layer of `network`.

    Known are our own names ("4.b0.1/kernel", "conv1/kernel"), those of Keras and of PyTorch's state dicts; PyTorch's orders of
    axes are turned. Where the names are others than the network's, layers are matched by their order and their shapes, and the
    notes say so. Raises WeightsError for what are no arrays by name, SettingError for what is no network.

    >>> network = explorer.Network((explorer.Conv2D(filters=4),), (8, 8, 1))
    >>> arrays = {"stem.weight": np.ones((4, 1, 3, 3)), "stem.bias": np.zeros(4)}
    >>> matching = explorer.formats.weights.match(network, arrays)
    >>> matching.params["0"]["kernel"].shape, matching.rows[0].verdict
    ((3, 3, 1, 4), 'fits, turned from PyTorch’s order')
    """
    check_network(network)
    arrays = _checked(arrays)
    steps = [step for step in network.steps if step.param_shapes]
    sources = file_layers({name: array for name, array in arrays.items() if array.dtype.kind != "b"})
    assignment = assign(steps, sources, is_alphabetical(name for name in arrays if not is_counter(name)))
    orders = pytorch_orders(network) if assignment.layout is Layout.PYTORCH else {}
    taken = {step.path: _taken(step, assignment, orders.get(step.path)) for step in steps}
    params = {path: each.params for path, each in taken.items() if each.params is not None}
    rows = [row for step in steps for row in taken[step.path].rows]
    return Matching(
        (*rows, *_left_over(arrays, rows)),
        telling.notes(network, steps, assignment, set(params), orders),
        params,
        tuple(step.path for step in steps if step.path not in params),
    )


def _checked(arrays: object) -> dict[str, Array]:
    if not isinstance(arrays, Mapping):
        raise WeightsError(f"{typed(arrays)} was given for arrays by name.", "Use what read_arrays gives.")
    for name, array in arrays.items():
        real = isinstance(array, np.ndarray | np.generic) and array.dtype.kind in "fiub"
        if not isinstance(name, str) or not real:
            raise WeightsError(f"{shown(str(name))} is not an array of real numbers.", "Use what read_arrays gives.")
    return {name: np.asarray(array) for name, array in arrays.items()}


_NOTHING_LEFT = "the file has nothing of this shape left"


@dataclass(frozen=True, eq=False)
class _Taken:
    """What a step gets: its rows, and its parameters if it fits."""

    rows: list[Row]
    params: Params | None = None


def _taken(step: Step, assignment: Assignment, order: Order) -> _Taken:
    source = assignment.pairs.get(step.path) or assignment.refused.get(step.path)
    if source is None:
        return _Taken([_row(step, name, None, "", _NOTHING_LEFT) for name in step.param_shapes])
    found = fit(step, source, assignment.layout)
    if isinstance(found, str):
        words = words_of(step, source)
        return _Taken(
            [_row(step, name, source, words.get(name, ""), f"not used: {found}") for name in step.param_shapes]
        )
    return _with_numbers(found, assignment.layout, order)


def _with_numbers(found: Fit, layout: Layout, order: Order) -> _Taken:
    params: dict[str, Array] = {}
    for name in found.step.param_shapes:
        try:
            params[name] = found.array(name, layout, order)
        except UnusableError as error:
            reason = f"not used: {error}"
            rows = [_row(found.step, each, found.source, found.words.get(each, ""), reason) for each in found.words]
            return _Taken(rows)
    rows = [
        _row(found.step, name, found.source, found.words.get(name, ""), _verdict(found, name, layout, order), fits=True)
        for name in found.step.param_shapes
    ]
    return _Taken(rows, params)


def _verdict(found: Fit, name: str, layout: Layout, order: Order) -> str:
    if name in found.missing:
        return "not in the file: keeps its initial value, which changes nothing"
    array = found.source.arrays[found.words[name]]
    changes = []
    if name == "kernel" and layout is Layout.PYTORCH:
        changes.append("turned from PyTorch’s order")
    elif array.shape != found.step.param_shapes[name]:
        changes.append("one number for all" if array.size == 1 else "written in another shape")
    if order is not None and (name == "kernel" or array.shape == order.shape):
        changes.append("reordered behind the flattened maps")
    return f"fits, {listed(changes)}" if changes else "fits"


def _row(step: Step, name: str, source: FileLayer | None, word: str, verdict: str, *, fits: bool = False) -> Row:
    array = source.arrays[word] if source and word else None
    return Row(
        path=step.path,
        layer=step.name,
        parameter=name,
        wanted=step.param_shapes[name],
        name=source.names[word] if source and word else "",
        shape=None if array is None else array.shape,
        verdict=verdict,
        fits=fits,
    )


def _left_over(arrays: Mapping[str, Array], rows: list[Row]) -> list[Row]:
    """A row for each array that no layer takes."""
    named = {row.name for row in rows}
    return [
        Row(
            "",
            "",
            "",
            None,
            name,
            array.shape,
            "no weight of a layer" if is_counter(name) else "no layer takes it",
            False,
        )
        for name, array in arrays.items()
        if name not in named
    ]
