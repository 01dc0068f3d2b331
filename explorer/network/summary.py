"""The plan of a network as a table, in text and in HTML: what `Network.summary()` and notebooks show.

`explorer.analysis.architecture` adds formulas, memory and the pixels that are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from explorer.layers.base import Layer, Reach, Shape, as_map
from explorer.layers.composite.composite import Composite
from explorer.layers.stack import walk
from explorer.network.step import Step

UNEVEN, WHOLE = "uneven", "whole image"
"""The text for a window that is not regular: WHOLE where a cell in the middle reads every pixel, else UNEVEN."""
INDENT = 2 * "\N{NO-BREAK SPACE}"
COLUMNS = ("path", "name", "kind", "output", "parameters", "MACs", "window")
NUMERIC = frozenset({"parameters", "MACs"})


@dataclass(frozen=True)
class SummaryRow:
    """One step in the table: its cells as text, and `level`, how many composites it lies in.

    A composite's parameters and MACs are the sums of what is inside it.
    """

    level: int
    cells: tuple[str, ...]


def summary_text(layers: tuple[Layer, ...], steps: Sequence[Step]) -> str:
    """The table in plain text, columns aligned, the totals in the last line."""
    lines = [COLUMNS, *(row.cells for row in rows(layers, steps)), _totals(steps)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(COLUMNS))]
    ruler = "  ".join("─" * width for width in widths)
    written = [_aligned(line, widths) for line in lines]
    return "\n".join([written[0], ruler, *written[1:-1], ruler, written[-1]])


def summary_html(layers: tuple[Layer, ...], steps: Sequence[Step]) -> str:
    """The table in HTML, every text escaped."""
    head = _html_row(COLUMNS, "th")
    body = "".join(_html_row(row.cells, "td") for row in rows(layers, steps))
    foot = _html_row(_totals(steps), "th")
    return f"<table><thead>{head}</thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table>"


def rows(layers: tuple[Layer, ...], steps: Sequence[Step]) -> tuple[SummaryRow, ...]:
    """A row for the input and one for every layer, in order; a composite comes before the layers that it holds."""
    by_path = {step.path: step for step in steps}
    return tuple(_row(by_path[path], steps) for path in ["", *(path for path, _ in walk(layers))])


def _row(step: Step, steps: Sequence[Step]) -> SummaryRow:
    level = step.path.count(".b")
    counted = [step]
    if isinstance(step.layer, Composite):
        counted += [inner for inner in steps if inner.path.startswith(f"{step.path}.b")]
    cells = (
        step.path,
        f"{INDENT * level}{step.name}",
        step.layer.title if step.path and step.layer is not None else "Input",
        shape_text(step.output_shape),
        _count(sum(each.param_count for each in counted)),
        _count(sum(each.macs for each in counted)),
        window_text(steps, step),
    )
    return SummaryRow(level, cells)


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _totals(steps: Sequence[Step]) -> tuple[str, ...]:
    layers = len(steps) - 1
    parameters, macs = sum(step.param_count for step in steps), sum(step.macs for step in steps)
    return "", "total", f"{layers:,} layer{'' if layers == 1 else 's'}", "", f"{parameters:,}", f"{macs:,}", ""


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if name in NUMERIC else cell.ljust(width)
        for name, cell, width in zip(COLUMNS, line, widths, strict=True)
    ]
    return "  ".join(cells).rstrip()


def _html_row(cells: Sequence[str], tag: str) -> str:
    sides = ["right" if name in NUMERIC else "left" for name in COLUMNS]
    parts = [
        f'<{tag} style="text-align:{side}">{escape(cell)}</{tag}>' for cell, side in zip(cells, sides, strict=True)
    ]
    return f"<tr>{''.join(parts)}</tr>"


def shape_text(shape: Shape) -> str:
    """(28, 28, 10) as "28 × 28 × 10"."""
    return " × ".join(f"{n:,}" for n in shape)


def window_text(steps: Sequence[Step], step: Step) -> str:
    """The textbook window of a step's cells on the image, "5 × 5" px, or UNEVEN or WHOLE where it is not regular."""
    if step.window is None:
        return WHOLE if _middle_reads_everything(steps, step) else UNEVEN
    return f"{step.window.rows.size} × {step.window.cols.size}"


def _middle_reads_everything(steps: Sequence[Step], step: Step) -> bool:
    """Whether the cell in the middle of the step's middle channel reads every row and column of the image."""
    pending = {step.path: [_middle(step.output_shape)]}
    for above in reversed(steps[1 : steps.index(step) + 1]):
        for place, source in enumerate(above.sources):
            for reach in pending.get(above.path, ()):
                pending.setdefault(source, []).extend(above.reach_parts(place, reach))
        for path in above.sources:
            pending[path] = _without_duplicates(pending.get(path, []))
    pixels = np.zeros(steps[0].output_shape[:2], np.bool_)
    for reach in pending.get("", ()):
        if reach.channels.any():
            pixels |= np.logical_and.outer(reach.rows, reach.cols)
    return bool(pixels.all())


def _without_duplicates(reaches: list[Reach]) -> list[Reach]:
    """The reaches without duplicates, whose number would otherwise multiply with every composite."""
    distinct = {(r.rows.tobytes(), r.cols.tobytes(), r.channels.tobytes()): r for r in reaches}
    return list(distinct.values())


def _middle(shape: Shape) -> Reach:
    """The cell in the middle of the rows, columns and channels."""
    masks = []
    for length in as_map(shape):
        mask = np.zeros(length, np.bool_)
        mask[length // 2] = True
        masks.append(mask)
    return Reach(*masks)
