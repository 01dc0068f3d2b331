"""A ledger as one line of Markdown, and what the next layer does with its number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explorer.figures.overview.branches.lane_names import lane_words
from explorer.figures.theme import number
from explorer.figures.words import cell_name, padding_words
from explorer.layers import Dropout, ReLU
from explorer.layers.formula.writing import in_words
from explorer.ledger import (
    AveragePoolLedger,
    ConvLedger,
    CopyLedger,
    CurveLedger,
    DenseLedger,
    InputLedger,
    JoinLedger,
    Ledger,
    MaxPoolLedger,
    NextMaxPool,
    NextValue,
    NormLedger,
    ProductLedger,
    ReluLedger,
    RescalingLedger,
    ResponseLedger,
    SoftmaxLedger,
    SumLedger,
)
from explorer.network import Cell, Network

ROUNDED = "Numbers are rounded for display only; sums use the exact ones."


def sum_line(network: Network, ledger: Ledger) -> str:
    """The arithmetic of the cell in one line of Markdown: its number and how it is computed."""
    return f"**{number(ledger.result)}** = {LINES[type(ledger)](network, ledger)}"


def balance_line(ledger: Ledger) -> str:
    """Why the ledger's exact result differs from the number in the map; "" if both are displayed alike."""
    if ledger.balanced():
        return ""
    return (
        f"The map holds {number(ledger.shown)}, which differs by {number(ledger.difference)}: the network rounds every "
        "step to float32, this sum rounds nothing."
    )


def bracketed(value: float) -> str:
    """A number to be written after an operator: in brackets if it is negative."""
    return f"({number(value)})" if value < 0 else number(value)


def _plus(bias: float, has_bias: bool) -> str:
    return f" + bias ({number(bias)})" if has_bias else ""


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _convolution(network: Network, ledger: ConvLedger) -> str:
    total = number(float(ledger.products.sum()))
    text = f"{_count(ledger.count, 'product')} ({total}){_plus(ledger.bias, ledger.has_bias)}"
    padded = int(ledger.taps.padding.sum()) * len(ledger.channels)
    if padded:
        text += f"; {padded:,} of the products read padding and are 0"
    if ledger.missed:
        size = ledger.missed + ledger.taps.padding.size
        text += f"; {ledger.missed} of the kernel's {size} taps fall between the cells and add nothing"
    return text


def _dense(network: Network, ledger: DenseLedger) -> str:
    total = number(float(ledger.values @ ledger.weights))
    return f"{_count(ledger.count, 'product')} ({total}){_plus(ledger.bias, ledger.has_bias)}"


def _max_pool(network: Network, ledger: MaxPoolLedger) -> str:
    real = int((~ledger.taps.padding).sum())
    text = f"the largest of {_count(real, 'number')}, at row {ledger.source.row}, column {ledger.source.col}"
    if ledger.ties > 1:
        text += f". {ledger.ties} cells tie: the first in reading order wins"
    return text


def _average_pool(network: Network, ledger: AveragePoolLedger) -> str:
    outside = int(ledger.taps.padding.sum())
    how = ""
    if outside:
        counted = outside - int((~ledger.counted).sum())
        left = f"{outside - counted} in the padding left out" if outside > counted else ""
        some = "padding" if not left else f"{counted} in the padding"
        how = "".join(f", {part}" for part in (left, f"{some} counted as 0" if counted else "") if part)
    return f"sum ({number(ledger.total)}) / {_count(ledger.count, 'cell')}{how}"


def _relu(network: Network, ledger: ReluLedger) -> str:
    tail = "" if ledger.input else " (at 0 there is no slope; by convention it is 0)"
    return f"{in_words(ReLU().formula, {'x': ledger.input}, number)}: slope {ledger.slope}{tail}"


def _rescaling(network: Network, ledger: RescalingLedger) -> str:
    return in_words(ledger.layer.formula, ledger.values, number)


def _softmax(network: Network, ledger: SoftmaxLedger) -> str:
    own = ledger.cell.channel
    power = number(float(ledger.exponentials[own]))
    inside = f"{number(float(ledger.inputs[own]))} − {bracketed(ledger.maximum)}"
    return (
        f"exp({inside}) / sum of all {len(ledger.inputs):,} = {power} / {number(ledger.total)}. Subtracting the maximum, "
        f"{number(ledger.maximum)}, changes no share; it keeps the exponentials from growing without bound"
    )


def _curve(network: Network, ledger: CurveLedger) -> str:
    kink = " (the slope jumps here; this is the one from the left)" if ledger.jumps else ""
    return f"{in_words(ledger.layer.formula, ledger.values, number)}: slope {number(ledger.slope)}{kink}"


def _norm(network: Network, ledger: NormLedger) -> str:
    below = f"({number(ledger.variance)} + {number(ledger.epsilon)})" if ledger.epsilon else number(ledger.variance)
    text = f"({number(ledger.input)} − {bracketed(ledger.mean)}) / √{below}"
    if ledger.has_gamma:
        text += f" × gamma ({number(ledger.gamma)})"
    if ledger.has_beta:
        text += f" + beta ({number(ledger.beta)})"
    return f"{text}; {_of_what(ledger)}"


def _of_what(ledger: NormLedger) -> str:
    """Where mean and variance come from."""
    count = 0 if ledger.values is None else len(ledger.values)
    match ledger.origin:
        case "weights":
            return "mean and variance come with the weights: training measures them; before training they are 0 and 1"
        case "settings":
            return "mean and variance are settings of the layer"
        case "place":
            return f"mean and variance of the {_count(count, 'channel')} at this place"
        case "maps":
            return f"mean and variance of the {_count(count, 'number')} of {maps_words(ledger.channels)}"


def maps_words(channels: range) -> str:
    """Neighbouring maps: "map 4", "maps 4 to 7"."""
    return f"map {channels[0]:,}" if len(channels) == 1 else f"maps {channels[0]:,} to {channels[-1]:,}"


def _response(network: Network, ledger: ResponseLedger) -> str:
    inside = f"{number(ledger.bias)} + {number(ledger.alpha)} × {number(ledger.total)}"
    text = f"{number(ledger.input)} / ({inside}) to the power of {number(ledger.beta)}"
    return f"{text}; {number(ledger.total)} is the sum of {_count(len(ledger.values), 'square')} at this place"


def _copy(network: Network, ledger: CopyLedger) -> str:
    if ledger.source is None:
        return padding_words(ledger.result)
    if isinstance(network.step(ledger.cell.path).layer, Dropout):
        return f"{cell_name(network, ledger.source)}, unchanged: dropout acts only in training"
    return f"a copy of {cell_name(network, ledger.source)}"


def _sum(network: Network, ledger: SumLedger) -> str:
    parts = [f"{bracketed(each.value)} ({each.name}{_lane(each.lane, each.name)})" for each in ledger.addends]
    return f"{' + '.join(parts)}, both at the same row, column and map"


def _product(network: Network, ledger: ProductLedger) -> str:
    return " × ".join(f"{bracketed(each.value)} ({cell_name(network, each.source)})" for each in ledger.factors)


def _lane(lane: str, name: str) -> str:
    """A note that an addend comes by the shortcut, unless its name says so."""
    return "" if lane != "shortcut" or ".shortcut." in name else ", by the shortcut"


def _join(network: Network, ledger: JoinLedger) -> str:
    maps = f"map {ledger.first}" if ledger.first == ledger.last else f"maps {ledger.first} to {ledger.last}"
    lane = lane_words(network.step(ledger.cell.path).layer, ledger.lane)
    return f"a copy of {cell_name(network, ledger.source)}: {maps} here are those of {lane}"


def _input(network: Network, ledger: InputLedger) -> str:
    return f"{number(ledger.of_255)} / 255"


LINES: dict[type[Ledger], Callable[[Network, Any], str]] = {
    ConvLedger: _convolution,
    DenseLedger: _dense,
    MaxPoolLedger: _max_pool,
    AveragePoolLedger: _average_pool,
    ReluLedger: _relu,
    RescalingLedger: _rescaling,
    CurveLedger: _curve,
    NormLedger: _norm,
    ResponseLedger: _response,
    SoftmaxLedger: _softmax,
    CopyLedger: _copy,
    SumLedger: _sum,
    ProductLedger: _product,
    JoinLedger: _join,
    InputLedger: _input,
}


def following_line(cell: Cell, following: NextValue | NextMaxPool | None) -> str:
    """What the next layer does with the number; "" where that depends on other numbers too."""
    if following is None:
        return ""
    if isinstance(following, NextValue):
        if following.kind == Dropout.kind:
            return f"Then **{following.name}** passes it on unchanged: dropout acts only in training."
        return f"Then **{following.name}** makes it {number(following.value)}."
    if not following.windows:
        return f"No window of **{following.name}** reads it: it is left over where no further window fits."
    if len(following.windows) == 1:
        if not following.won:
            return f"Then **{following.name}** drops it: another cell of its window wins."
        tied = f" ({following.ties} cells tie; it is the first)" if following.ties > 1 else ""
        return f"Then **{following.name}** keeps it: it wins its window{tied}."
    won = len(following.won) or "none"
    return f"Then **{following.name}** reads it in {len(following.windows)} windows; it wins {won} of them."
