"""Writing a ledger as CSV: a table of all its products, for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from explorer.ledger.kinds.convolution import ConvLedger
from explorer.ledger.kinds.copies import CopyLedger
from explorer.ledger.kinds.curve import CurveLedger
from explorer.ledger.kinds.dense import DenseLedger
from explorer.ledger.kinds.joining import JoinLedger, ProductLedger, SumLedger
from explorer.ledger.kinds.normalization import NormLedger, ResponseLedger
from explorer.ledger.kinds.pointwise import InputLedger, ReluLedger, RescalingLedger, SoftmaxLedger
from explorer.ledger.kinds.pooling import AveragePoolLedger, MaxPoolLedger
from explorer.ledger.record import Ledger
from explorer.ledger.window import Taps
from explorer.tables import csv_text


class Columns(NamedTuple):
    """The names of a table's columns, in order, and the name of the column that holds the result."""

    names: tuple[str, ...]
    result: str


PRODUCTS = Columns(("term", "row", "column", "channel", "in_padding", "value", "weight", "product"), "product")
"""`row`, `column` and `channel` are of the layer below; the products and the bias add up to the result."""
OTHER_COLUMNS: dict[type[Ledger], Columns] = {
    SoftmaxLedger: Columns(("term", "channel", "value", "minus_maximum", "exponential", "share"), "share"),
    CurveLedger: Columns(("term", "row", "column", "channel", "input", "slope", "output"), "output"),
    NormLedger: Columns(("term", "channel", "value"), "value"),
    ResponseLedger: Columns(("term", "channel", "value", "square"), "value"),
    ProductLedger: Columns(("term", "row", "column", "channel", "value"), "value"),
}
"""The columns of ledgers whose result is no sum of products."""

Row = tuple[Any, ...]
"""The entries of one row, in the order of the columns."""


def to_csv(ledger: Ledger) -> str:
    """A ledger as CSV: every product, the bias, the result in float64 and the number in the map, at full precision.

    The products of a pooling have weights too: 1 for the winner and 0 for the others, or 1 divided by the count.
    """
    columns, rows = table(ledger)
    results = (
        (term, *(value if name == columns.result else "" for name in columns.names[1:]))
        for term, value in (("result", ledger.result), ("in the map", ledger.shown))
    )
    return csv_text([columns.names, *rows, *results])


def table(ledger: Ledger) -> tuple[Columns, list[Row]]:
    """The columns and the rows of a ledger, without those of its result."""
    return OTHER_COLUMNS.get(type(ledger), PRODUCTS), list(ROWS[type(ledger)](ledger))


def _bias(bias: float) -> Row:
    return ("bias", "", "", "", "", "", "", bias)


def _convolution(ledger: ConvLedger) -> Iterable[Row]:
    for place, channel in enumerate(ledger.channels):
        parts = ledger.patches[place], ledger.kernels[place], ledger.products[place]
        yield from _window(ledger.taps, channel, *parts)
    if ledger.has_bias:
        yield _bias(ledger.bias)


def _window(taps: Taps, channel: int, values: Any, weights: Any, products: Any) -> Iterable[Row]:
    padding, values, weights, products = (array.tolist() for array in (taps.padding, values, weights, products))
    cols = taps.cols.tolist()
    for at_row, row in enumerate(taps.rows.tolist()):
        for at_col, col in enumerate(cols):
            yield (
                "product",
                row,
                col,
                channel,
                int(padding[at_row][at_col]),
                values[at_row][at_col],
                weights[at_row][at_col],
                products[at_row][at_col],
            )


def _dense(ledger: DenseLedger) -> Iterable[Row]:
    products = (ledger.values * ledger.weights).tolist()
    for unit, (value, weight, product) in enumerate(
        zip(ledger.values.tolist(), ledger.weights.tolist(), products, strict=True)
    ):
        source = ledger.source(unit)
        yield ("product", source.row, source.col, source.channel, 0, value, weight, product)
    if ledger.has_bias:
        yield _bias(ledger.bias)


def _max_pool(ledger: MaxPoolLedger) -> Iterable[Row]:
    for at, value in enumerate(ledger.values.ravel().tolist()):
        row, col = divmod(at, ledger.values.shape[1])
        padding = bool(ledger.taps.padding[row, col])
        wins = (row, col) == ledger.winner
        place = (int(ledger.taps.rows[row]), int(ledger.taps.cols[col]), ledger.cell.channel)
        yield ("product", *place, int(padding), "" if padding else value, int(wins), value if wins else 0.0)


def _average_pool(ledger: AveragePoolLedger) -> Iterable[Row]:
    weights = ledger.counted / ledger.count
    yield from _window(ledger.taps, ledger.cell.channel, ledger.values, weights, ledger.values * weights)


def _softmax(ledger: SoftmaxLedger) -> Iterable[Row]:
    rows = zip(ledger.inputs.tolist(), ledger.exponentials.tolist(), strict=True)
    for channel, (value, exponential) in enumerate(rows):
        yield ("unit", channel, value, value - ledger.maximum, exponential, exponential / ledger.total)


def _single(ledger: Ledger, value: float, weight: float) -> Row:
    cell = ledger.cell
    return ("product", cell.row, cell.col, cell.channel, 0, value, weight, value * weight)


def _relu(ledger: ReluLedger) -> Iterable[Row]:
    return (_single(ledger, ledger.input, ledger.slope),)


def _rescaling(ledger: RescalingLedger) -> Iterable[Row]:
    rows = (_single(ledger, ledger.input, ledger.scale), _bias(ledger.offset))
    return rows if ledger.has_offset else rows[:1]


def _curve(ledger: CurveLedger) -> Iterable[Row]:
    cell = ledger.cell
    return (("curve", cell.row, cell.col, cell.channel, ledger.input, ledger.slope, ledger.result),)


def _norm(ledger: NormLedger) -> Iterable[Row]:
    channel = ledger.cell.channel
    for name in ("input", "mean", "variance", "epsilon", "gamma", "beta"):
        yield (name, channel, getattr(ledger, name))
    if ledger.values is not None:
        # Their place in the table is their number: of maps, row by row, and at each place map by map.
        term = "one of the numbers" if ledger.origin == "maps" else "one of the channels"
        yield from ((term, at, value) for at, value in enumerate(ledger.values.tolist()))


def _response(ledger: ResponseLedger) -> Iterable[Row]:
    for channel, value in zip(ledger.channels, ledger.values.tolist(), strict=True):
        yield ("one of the channels", channel, value, value * value)
    for name in ("input", "bias", "alpha", "beta"):
        yield (name, ledger.cell.channel, getattr(ledger, name), "")


def _copy(ledger: CopyLedger) -> Iterable[Row]:
    source = ledger.source
    if source is None:
        return (("padding", "", "", "", 1, ledger.result, 1, ledger.result),)
    return (("product", source.row, source.col, source.channel, 0, ledger.result, 1, ledger.result),)


def _sum(ledger: SumLedger) -> Iterable[Row]:
    for each in ledger.addends:
        source = each.source
        yield ("product", source.row, source.col, source.channel, 0, each.value, 1, each.value)


def _factors(ledger: ProductLedger) -> Iterable[Row]:
    for each in ledger.factors:
        yield ("factor", each.source.row, each.source.col, each.source.channel, each.value)


def _input(ledger: InputLedger) -> Iterable[Row]:
    return (_single(ledger, ledger.result, 1),)


ROWS: dict[type[Ledger], Callable[[Any], Iterable[Row]]] = {
    ConvLedger: _convolution,
    DenseLedger: _dense,
    MaxPoolLedger: _max_pool,
    AveragePoolLedger: _average_pool,
    SoftmaxLedger: _softmax,
    ReluLedger: _relu,
    RescalingLedger: _rescaling,
    CurveLedger: _curve,
    NormLedger: _norm,
    ResponseLedger: _response,
    CopyLedger: _copy,
    SumLedger: _sum,
    ProductLedger: _factors,
    JoinLedger: _copy,
    InputLedger: _input,
}
