"""One step under the lens: a weight's gradient as a sum, the optimiser's state, the old value and the new one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from explorer.figures.maps import indices, limit, map_png
from explorer.layers.base import Shape
from explorer.network import Network, Step
from explorer.network.filter_step import filter_step
from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.live.look import Look
from explorer.views.train.obstacles import Obstacle
from explorer.words.glossary import tip
from explorer.words.numerals import number

FIRST = "Take a step first. Then you see here, in numbers, what it changed of one weight, and why."
WAIT = "Pause to look at the last step, or press One step."
MOST_TERMS = 8
"""Terms of the sum that are written out."""
AXES = {1: ("Channel",), 2: ("Input", "Unit"), 4: ("Row", "Column", "Channel", "Filter")}
"""What the axes of a parameter are called, by their number: a bias, a kernel of units, a kernel of rows and columns."""
MEASURED = frozenset({"moving_mean", "moving_variance"})
"""Parameters that are measured, not learned."""
_NUMBER = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+")


def lens(current: Session, found: Desk, look: Look, stopper: Obstacle | None) -> None:
    """The choice of a weight, and what the last step did with it."""
    if found.job is None or not found.view.step:
        st.caption(FIRST)
        return
    if found.view.active:
        st.caption(WAIT)
        return
    network = found.job.network
    chosen = _weight(network, look, current)
    if chosen is None:
        return
    step, name, place = chosen
    flat = int(np.ravel_multi_index(place, step.param_shapes[name]))
    one = found.job.lens(step.path, name, flat)
    if one is not None:
        st.html(drawn(one, step, look))


def _weight(network: Network, look: Look, current: Session) -> tuple[Step, str, tuple[int, ...]] | None:
    """The weight that is chosen: at first one of the filter that makes the selected map."""
    steps = [step for step in network.steps if learned(step)]
    if not steps:
        return None
    cell = current.shown.settled_cell()
    beside = filter_step(network, cell.path) if look.network.digest == network.digest else None
    first = beside if beside in steps else steps[0]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        names = {step.path: step.name for step in steps}
        path = st.selectbox(
            "Layer",
            list(names),
            index=steps.index(first),
            format_func=lambda each: names[each],
            key=f"train_lens_{first.path}",
        )
        step = network.step(path)
        name = st.selectbox("Parameter", learned(step), key=f"train_lens_{path}_name", help=tip("parameter"))
    return step, name, _place(step.param_shapes[name], f"train_lens_{path}_{name}", cell.channel)


def learned(step: Step) -> list[str]:
    """The names of the parameters of a step that are learned, the kernel first."""
    return sorted(set(step.param_shapes) - MEASURED, key=lambda name: (name != "kernel", name))


def _place(shape: Shape, key: str, channel: int) -> tuple[int, ...]:
    """Where in its parameter the weight is: a number for each axis."""
    middle = [length // 2 for length in shape]
    middle[-1] = min(channel, shape[-1] - 1)
    if len(shape) == 4:
        middle[2] = 0
    titles = AXES.get(len(shape), tuple(f"Axis {axis}" for axis in range(len(shape))))
    columns = st.columns(len(shape))
    return tuple(
        int(
            column.number_input(
                title, min_value=0, max_value=length - 1, value=start, step=1, key=f"{key}_{axis}", disabled=length == 1
            )
        )
        for axis, (column, title, length, start) in enumerate(zip(columns, titles, shape, middle, strict=True))
    )


def drawn(one: Any, step: Step, look: Look) -> str:
    """What a step did with a weight, as HTML: the sum, where it comes from, the optimiser's lines, and the new value."""
    change = one.new - one.old
    head = (
        f'<p class="change"><span>before</span> <b>{number(one.old, 5)}</b> <span>after step {one.step:,}</span> '
        f"<b>{number(one.new, 5)}</b> <span>change {number(change)}</span></p>"
    )
    return f'<div class="cnn-train-lens">{head}{_sum(one, step)}{_where(one, look)}{_lines(one)}</div>'


def _sum(one: Any, step: Step) -> str:
    """The gradient, as a sum over positions and pictures: the largest terms, and the rest."""
    shown = one.terms[:MOST_TERMS]
    rest = one.gradient - math.fsum(term.product for term in shown)
    rows = "".join(_term(term) for term in shown)
    pictures = len(one.pictures)
    cells = one.count // max(pictures, 1)
    counted = f"{pictures} pictures × {cells:,} cell{'s' * (cells != 1)} = {one.count:,} terms"
    more = one.count - len(shown)
    others = f"<tr><td>{more:,} more</td><td></td><td>{number(rest)}</td></tr>" if more else ""
    titles = "<tr><td>picture: row, column</td><td>number × gradient</td><td>product</td></tr>"
    total = f'<tr class="total"><td>gradient</td><td></td><td>{number(one.gradient, 5)}</td></tr>'
    return (
        f"<h4>Gradient: a sum over pictures and cells</h4><p>{counted}, {one.zeros:,} of them 0. Each is the number that the "
        f"weight multiplies there, times the gradient that arrives at the cell of {escape(step.name)}.</p>"
        f"<table>{titles}{rows}{others}{total}</table>"
    )


def _term(term: Any) -> str:
    row, col, _ = term.cell
    return (
        f"<tr><td>{term.picture:,}: {row}, {col}</td><td>{number(term.factor)} × {number(term.arriving)}</td>"
        f"<td>{number(term.product)}</td></tr>"
    )


def _where(one: Any, look: Look) -> str:
    """The sums by cell as a small map, where there is more than one cell."""
    if one.by_cell.size < 2:
        return ""
    source = map_png(indices(one.by_cell, limit([one.by_cell])), look.theme)
    words = "The part of the gradient that comes from each cell, over all pictures"
    return f'<figure><img src="{source}" alt="{words}"><figcaption>{words}.</figcaption></figure>'


def _lines(one: Any) -> str:
    """The optimiser's arithmetic: formula, numbers, value; with all digits in the tooltip."""
    state = ", ".join(f"{name} {number(value)} → {number(one.after[name])}" for name, value in one.before.items())
    kept = f"<p>What the optimiser keeps for this weight: {escape(state)}.</p>" if state else ""
    rate = f"<p>Learning rate {number(one.learning_rate)}" + (
        f", weight decay {number(one.weight_decay)}.</p>" if one.weight_decay else ".</p>"
    )
    return f"<h4>What the optimiser makes of it</h4>{rate}{kept}{''.join(_line(line) for line in _shown(one.lines))}"


def _shown(lines: Sequence[Any]) -> Sequence[Any]:
    """All lines but one that only repeats the gradient."""
    return [line for line in lines if line.formula != "gradient"]


def _line(line: Any) -> str:
    short = _NUMBER.sub(lambda found: number(float(found[0])), line.numbers)
    exact = escape(f"{line.numbers} = {line.value!r}", quote=True)
    return (
        f'<p class="line" title="{exact}"><b>{escape(line.symbol)}</b> = {escape(line.formula)}<br>= {escape(short)}'
        f"<br>= <b>{number(line.value, 5)}</b></p>"
    )
