"""The architecture table: per layer its shape, its parameters with their formula, its cost, and what a cell of it reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.analysis.summary.fields import unproductive
from explorer.layers import Composite
from explorer.layers.base import Layer, Shape, as_map
from explorer.layers.stack import stack_path, walk
from explorer.network import Cell, Network, Step
from explorer.network.summary import UNEVEN, WHOLE
from explorer.network.summary import shape_text as shape_text
from explorer.reads import Region, region
from explorer.settings import setting_text as setting_text
from explorer.settings import settings_of
from explorer.tables import csv_text, latex_table, markdown_table
from explorer.windows import Windows

BYTES_PER_NUMBER = 4
"""Of an activation in float32."""


@dataclass(frozen=True)
class Sums:
    """The totals of a composite and of all layers inside it: parameters, multiply-accumulates, bytes of float32 outputs.

    `formula` adds up the parameters of the layers directly inside it ("" without any).
    """

    parameters: int
    macs: int
    memory: int
    formula: str


@dataclass(frozen=True)
class Row:
    """One line of the table: a step. `macs` are multiply-accumulates without the bias, `memory` bytes of its float32 output.

    `level` is how many composites the step is nested in. The numbers are the step's own, so that each is counted once over
    all rows: a composite only joins its branches, the layers inside it have rows of their own, and `sums` adds them all up.
    `formula` shows where `parameters` comes from ("" without any). `window` is in px, padding included, None where it is
    not regular; `size`, `step` and `start` say the same in words, rows × columns. `larger_than_image`: the window spans
    more rows or columns than the image has. `share` is the part of the image's pixels that a cell in the middle reads.
    `unproductive`: it looks around where each cell that it reads spans more than the image (see `summary.fields`).
    """

    path: str
    level: int
    name: str
    kind: str
    settings: str
    shape: Shape
    parameters: int
    formula: str
    macs: int
    memory: int
    window: Windows | None
    size: str
    step: str
    start: str
    larger_than_image: bool
    share: float
    unproductive: bool = False
    sums: Sums | None = None

    @property
    def whole(self) -> Sums:
        """The totals of a composite; of any other layer its own numbers."""
        return self.sums or Sums(self.parameters, self.macs, self.memory, self.formula)


@dataclass(frozen=True)
class Totals:
    """Sums over the network. `memory`: bytes of the float32 outputs of all steps, the input included."""

    layers: int
    parameters: int
    macs: int
    memory: int


def rows(network: Network) -> tuple[Row, ...]:
    """A row for the input and one for every layer, in order; a composite comes before the layers inside it."""
    row_at: dict[str, Row] = {}
    late = unproductive(network)
    for step in network.steps:  # here a composite comes after the layers inside it
        row = replace(_row(network, step), unproductive=step.path in late)
        if isinstance(step.layer, Composite):
            row = replace(row, sums=_sums(row, [row_at[path] for path in _directly_inside(step.path, step.layer)]))
        row_at[step.path] = row
    return tuple(row_at[path] for path in ["", *(path for path, _ in walk(network.layers))])


def _directly_inside(path: str, layer: Composite) -> list[str]:
    """The paths of the layers in a composite's branches, without those that are nested deeper."""
    places = enumerate(layer.branches)
    return [f"{stack_path(path, place)}{index}" for place, branch in places for index in range(len(branch))]


def _sums(row: Row, inside: list[Row]) -> Sums:
    parts = [row.whole for row in inside]
    parameters = sum(part.parameters for part in parts)
    counted = " + ".join(f"{part.parameters:,}" for part in parts if part.parameters)
    return Sums(
        parameters=parameters,
        macs=row.macs + sum(part.macs for part in parts),
        memory=row.memory + sum(part.memory for part in parts),
        formula=f"{counted} = {parameters:,}" if "+" in counted else counted,
    )


def totals(network: Network) -> Totals:
    """The network's layers, parameters, multiply-accumulates and bytes of activations."""
    return Totals(
        len(network.steps) - 1, network.param_count, network.macs, BYTES_PER_NUMBER * network.activation_count
    )


def _row(network: Network, step: Step) -> Row:
    image_region = region(network, middle(step))
    size, stride, start = _window_words(step.window, image_region)
    high, wide, _ = network.input_shape
    window = step.window
    return Row(
        path=step.path,
        level=step.path.count(".b"),
        name=step.name,
        kind=step.layer.title,
        settings=settings_text(step.layer),
        shape=step.output_shape,
        parameters=step.param_count,
        formula=formula(learned(step)),
        macs=step.macs,
        memory=BYTES_PER_NUMBER * math.prod(step.output_shape),
        window=window,
        size=size,
        step=stride,
        start=start,
        larger_than_image=window is not None and (window.rows.size > high or window.cols.size > wide),
        share=image_region.cells / (high * wide),
    )


def learned(step: Step) -> dict[str, Shape]:
    """The shapes of the trainable parameters; of a kernel (rows, columns, channels that a filter reads, filters)."""
    shapes = {name: shape for name, shape in step.param_shapes.items() if name not in step.layer.statistics}
    return {name: step.layer.drawn_shape(shape) if name == "kernel" else shape for name, shape in shapes.items()}


def middle(step: Step) -> Cell:
    """The cell in the middle of the step's middle channel."""
    high, wide, channels = as_map(step.output_shape)
    return Cell(step.path, high // 2, wide // 2, channels // 2)


def _window_words(window: Windows | None, image_region: Region) -> tuple[str, str, str]:
    """The window's size, step and start as the table writes them."""
    if window is None:
        return (WHOLE if image_region.whole else UNEVEN), "", ""
    down, across = window
    start = f"{down.start}, {across.start}".replace("-", "−")
    return f"{down.size} × {across.size}", f"{down.jump} × {across.jump}", start


def formula(param_shapes: Mapping[str, Shape]) -> str:
    """The count of parameters as a formula with its numbers: "(3·3·10 + 1) · 16 = 1,456"; "" if there are none."""
    if not param_shapes:
        return ""
    total = f"{sum(math.prod(shape) for shape in param_shapes.values()):,}"
    kernel, bias = param_shapes.get("kernel"), param_shapes.get("bias")
    if kernel is not None and set(param_shapes) <= {"kernel", "bias"}:
        inner, outputs = "·".join(f"{n:,}" for n in kernel[:-1]), f"{kernel[-1]:,}"
        if bias is None:
            return f"{inner} · {outputs} = {total}"
        if bias == kernel[-1:] and len(kernel) == 4:
            return f"({inner} + 1) · {outputs} = {total}"
        return f"{inner} · {outputs} + {math.prod(bias):,} = {total}"
    parts = ["·".join(f"{n:,}" for n in shape) for shape in param_shapes.values()]
    return f"{' + '.join(parts)} = {total}"


def settings_text(layer: Layer) -> str:
    """The basic settings, and those of the others that differ from their defaults; of a composite what is inside it."""
    if isinstance(layer, Composite):
        return layer.summary
    shown = [
        f"{declared.name} {setting_text(value)}"
        for declared in settings_of(layer)
        if (value := getattr(layer, declared.name)) != declared.default or declared.level == "basic"
    ]
    return ", ".join(shown)


CSV_COLUMNS = (
    *("path", "level", "name", "kind", "settings", "output_shape", "parameters", "formula", "macs", "activation_bytes"),
    *("block_parameters", "block_macs", "block_activation_bytes"),
    *("window_rows", "window_columns", "step_rows", "step_columns", "start_row", "start_column"),
    *("larger_than_image", "share_of_pixels_read"),
    *("share_of_parameters", "share_of_macs", "share_of_activation_bytes", "unproductive"),
)


def to_csv(network: Network) -> str:
    """The table as CSV: one line per row, plain numbers.

    Parameters, macs and bytes are each line's own, so that their columns add up to the totals; those named block_ are the
    sums of a composite and empty elsewhere. Window columns are empty where windows are not regular.
    """
    lines: list[Sequence[object]] = [CSV_COLUMNS]
    whole = totals(network)
    for row in rows(network):
        window: list[int | str] = [""] * 6
        if row.window is not None:
            down, across = row.window
            window = [down.size, across.size, down.jump, across.jump, down.start, across.start]
        shape = "x".join(map(str, row.shape))
        plain = [row.path, row.level, row.name, row.kind, row.settings, shape]
        own = [row.parameters, row.formula, row.macs, row.memory]
        block = [row.sums.parameters, row.sums.macs, row.sums.memory] if row.sums else [""] * 3
        read = ["yes" if row.larger_than_image else "no", f"{row.share:.6f}"]
        shares = [f"{share:.6f}" for share in shares_of(row, whole)]
        lines.append([*plain, *own, *block, *window, *read, *shares, "yes" if row.unproductive else "no"])
    return csv_text(lines)


def shares_of(row: Row | Sums, whole: Totals) -> tuple[float, float, float]:
    """The parts that a row has of the network's parameters, multiply-accumulates and bytes: 0 to 1, 0 where there are none.

    They are the row's own, so that each column adds up to 1; those of a block with all inside it are those of `row.whole`.
    """
    return (
        _part(row.parameters, whole.parameters),
        _part(row.macs, whole.macs),
        _part(row.memory, whole.memory),
    )


def _part(number: int, total: int) -> float:
    return number / total if total else 0.0


PAPER_COLUMNS = (
    "Layer",
    "Kind",
    "Output",
    "Parameters",
    "of all",
    "MACs",
    "of all",
    "Memory, bytes",
    "of all",
    "Window",
)
_INDENT = 2 * "\u2002"


def to_markdown(network: Network) -> str:
    """The table for a README: one line per row, the layers of blocks indented, and the totals last."""
    return markdown_table(PAPER_COLUMNS, _paper_rows(network))


def to_latex(network: Network) -> str:
    """The table for a paper, with the rules of booktabs, else as `to_markdown`."""
    return latex_table(PAPER_COLUMNS, _paper_rows(network))


def _paper_rows(network: Network) -> list[list[object]]:
    whole = totals(network)
    lines: list[list[object]] = []
    for row in rows(network):
        parameters, macs, memory = shares_of(row, whole)
        size = f"{row.size}{LATE if row.unproductive else ''}"
        counts = [row.parameters, parameters, row.macs, macs, row.memory, memory]
        lines.append([f"{_INDENT * row.level}{row.name}", row.kind, shape_text(row.shape), *counts, size])
    all_of_it = [whole.parameters, 1.0, whole.macs, 1.0, whole.memory, 1.0]
    return [*lines, ["all layers", "", "", *all_of_it, ""]]


LATE = " (unproductive)"
"""What the table says beside the window of a layer that is too late to see more of the image."""
