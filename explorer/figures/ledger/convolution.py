"""The arithmetic of a convolution's cell as a picture: patch, kernel and products of the channels with most effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.figures.canvas import LINE, VALUE, Canvas, cell_texts, numbers_on
from explorer.figures.theme import Theme, colorscale, weight_colorscale
from explorer.ledger import ConvLedger
from explorer.words.numerals import sum_decimals

Array = NDArray[Any]
CHANNELS_AT_FIRST = 3
"""Number of channels that are drawn at first; one more if that makes all of them."""
MAX_NUMBERED_KERNEL = 5
"""Largest side of a kernel whose numbers are written in the cells."""
GAP, HEAD, SIGN_WIDTH, LABEL_WIDTH = 16, 26, 26, 62
CELL_HEIGHT = 28
LEAST_NUMBERED = 44
"""Least width in px of a cell with a number, as wide as "−0.07" with its margins."""
WORDS_WIDTH, BETWEEN, WIDEST = 98, 8, 64
"""Where matrices stand below each other: width of the words beside them, distance between two, most width of a cell, in px."""
IN_OWN_ORDER = 3
"""Up to so many channels are drawn in their own order, not by size."""


@dataclass(frozen=True)
class ChannelChoice:
    """The channels to draw, as indices into the ledger by size of subtotal; how many others there are, and their sum."""

    places: tuple[int, ...]
    others: int
    rest: float


def choose_channels(ledger: ConvLedger, most: int = CHANNELS_AT_FIRST, skip: int = 0) -> ChannelChoice:
    """The `most` channels with the largest subtotals, after the first `skip` of them.

    Up to three channels keep their own order: they are mostly red, green and blue, and stand so in the rail too.
    """
    count = len(ledger.order)
    if skip == 0 and count <= min(most, IN_OWN_ORDER):
        return ChannelChoice(tuple(range(count)), 0, 0.0)
    if skip == 0 and count == most + 1:
        most = count
    places = ledger.order[skip : skip + most]
    rest = np.delete(ledger.subtotals, places)
    return ChannelChoice(tuple(int(place) for place in places), count - len(places), float(rest.sum()))


@dataclass(frozen=True)
class _Plan:
    """The measures of the picture, in px.

    Cells are `wide` x `high`; `lefts` are the left edges of the three matrices, `bars` the left and right end of the bars,
    `sign` the space for a sign between matrices. `stacked`: bars lie above the matrices, not to their right. `downs` are the
    tops of the three matrices below that of the first: 0, unless they stand below each other.
    """

    wide: float
    high: float
    lefts: tuple[float, float, float]
    bars: tuple[float, float]
    sign: float
    stacked: bool
    downs: tuple[float, float, float] = (0, 0, 0)

    @property
    def below(self) -> bool:
        """Whether the matrices stand below each other."""
        return self.downs[1] > 0


def _plan(width: int, taps: tuple[int, int]) -> _Plan:
    """The measures for a kernel of `taps` (rows, columns): bars right of the matrices, or above them on narrow screens."""
    rows, cols = taps
    numbered = max(rows, cols) <= MAX_NUMBERED_KERNEL
    stacked = width < 560
    sign = SIGN_WIDTH - 8.0 if stacked else float(SIGN_WIDTH)
    room = width - 2 * sign if stacked else width - LABEL_WIDTH - 2 * sign - GAP - VALUE - 70
    wide = min(62.0 if numbered else 22.0, room / (3 * cols))
    high = float(CELL_HEIGHT) if numbered else min(22.0, wide)
    if not numbered:
        wide = high = min(wide, 220 / rows, 220 / cols)
    if stacked and numbered and wide < LEAST_NUMBERED:
        return _plan_below(width, rows, cols)
    first = 0.0 if stacked else float(LABEL_WIDTH)
    lefts = (first, first + cols * wide + sign, first + 2 * (cols * wide + sign))
    left = LABEL_WIDTH + 76.0 if stacked else lefts[2] + cols * wide + GAP
    return _Plan(wide, high, lefts, (left, width - VALUE), sign, stacked)


def _plan_below(width: int, rows: int, cols: int) -> _Plan:
    """The measures where three matrices beside each other would leave no room for their numbers: one below the other."""
    wide = min(WIDEST, (width - WORDS_WIDTH) / cols)
    step = rows * CELL_HEIGHT + BETWEEN
    left = float(WORDS_WIDTH)
    return _Plan(
        wide,
        float(CELL_HEIGHT),
        (left, left, left),
        (LABEL_WIDTH + 76.0, width - VALUE),
        float(SIGN_WIDTH),
        True,
        (0.0, float(step), 2.0 * step),
    )


def convolution(
    ledger: ConvLedger,
    theme: Theme,
    width: int,
    names: Sequence[str] = (),
    most: int = CHANNELS_AT_FIRST,
    skip: int = 0,
    limit: Callable[[int], float] | None = None,
) -> dict[str, Any]:
    """One row per channel: patch x kernel = products, and its subtotal as a bar; then the rest, the bias and the sum.

    `names` are those of the input channels. Kernels of at most 5 x 5 have their numbers written in the cells.
    `limit` gives the colour limit of an input channel's map, so that the patch has the same colours as on the map; without
    it colours end at the largest magnitude in the patches.
    """
    rows, cols = ledger.taps.padding.shape
    empty = not ledger.taps.padding.size
    plan, choice = _plan(width, (max(rows, 1), max(cols, 1))), choose_channels(ledger, most, skip)
    canvas = Canvas(theme, width)
    if empty:  # no tap of a transposed convolution reaches this cell
        choice = ChannelChoice((), 0, 0.0)
        canvas.write("No kernel reaches this place: it reads nothing.", 0, LINE / 2)
        canvas.height = LINE
    else:
        _heads(canvas, plan, cols)
    subtotals = [float(ledger.subtotals[place]) for place in choice.places]
    totals = _totals(ledger, choice, "other" if skip else "more")
    top = max((abs(value) for value in [*subtotals, *(value for _, value in totals)]), default=0.0)
    decimals = sum_decimals([*subtotals, *(value for text, value in totals if text != "sum")], ledger.result)
    tops = []
    for place, subtotal in zip(choice.places, subtotals, strict=True):
        channel = ledger.channels[place]
        y = canvas.height + (LINE / 2 if plan.stacked else rows * plan.high / 2)
        canvas.write(names[channel] if names else f"map {channel:,}", 0, y)
        canvas.bar(subtotal, top, *plan.bars, y, decimals=decimals)
        tops.append(canvas.height + (LINE if plan.stacked else 0))
        canvas.height = tops[-1] + plan.downs[2] + rows * plan.high + GAP
    if not empty:
        _matrices(canvas, plan, ledger, choice.places, tops, limit)
    for text, value in totals:
        strong = text == "sum"
        canvas.write(f"<b>{text}</b>" if strong else text, 0, canvas.height + LINE / 2)
        canvas.bar(value, top, *plan.bars, canvas.height + LINE / 2, strong, decimals)
        canvas.height += LINE
    return canvas.figure()


def _heads(canvas: Canvas, plan: _Plan, cols: int) -> None:
    if plan.below:
        return
    heads = ("reads", "kernel", "products") if cols * plan.wide < 70 else ("what it reads", "its kernel", "products")
    for text, left in zip(heads, plan.lefts, strict=True):
        canvas.write(text, left + cols * plan.wide / 2, HEAD / 2 - 2, "center", color=canvas.theme.faint)
    if not plan.stacked:
        canvas.write("subtotal", sum(plan.bars) / 2, HEAD / 2 - 2, "center", color=canvas.theme.faint)
    canvas.height = HEAD


def _totals(ledger: ConvLedger, choice: ChannelChoice, others: str) -> list[tuple[str, float]]:
    lines = []
    if choice.others:
        word = "channel" if choice.others == 1 else "channels"
        lines.append((f"{choice.others:,} {others} {word}: sum", choice.rest))
    if ledger.has_bias:
        lines.append(("bias", ledger.bias))
    return [*lines, ("sum", ledger.result)]


def _matrices(
    canvas: Canvas,
    plan: _Plan,
    ledger: ConvLedger,
    places: tuple[int, ...],
    tops: list[float],
    limit: Callable[[int], float] | None,
) -> None:
    """Add three heatmaps (patches, kernels, products), each with the matrices of all channels below each other."""
    padding = ledger.taps.padding
    drawn = list(places)
    patches, products = (np.where(padding, np.nan, part[drawn]) for part in (ledger.patches, ledger.products))
    image = ledger.below == ""
    grey: Any = [[0, "#000000"], [1, "#ffffff"]]
    colours = colorscale(canvas.theme)
    shown = (patches, ledger.kernels[drawn], products)
    texts = None
    if max(padding.shape) <= MAX_NUMBERED_KERNEL:
        texts = cell_texts(*(part.reshape(-1, padding.shape[1]) for part in shown), room=plan.wide - 3)
    for at, (every, scale, what) in enumerate(
        (
            (ledger.patches, grey if image else colours, "value"),
            (ledger.kernels, weight_colorscale(canvas.theme), "weight"),
            (ledger.products, colours, "product"),
        )
    ):
        top = float(np.abs(every).max(initial=0)) or 1.0
        low, high = (min(float(every.min()), 0.0), max(float(every.max()), 1.0)) if scale is grey else (-top, top)
        trace = _trace(shown[at], plan, plan.lefts[at], [top + plan.downs[at] for top in tops], ledger, drawn, what)
        if limit is not None and what == "value" and not image:
            low, high = _as_on_its_map(trace, [limit(int(ledger.channels[place])) for place in drawn], padding.shape[0])
        canvas.data.append(trace | {"zmin": low, "zmax": high, "colorscale": scale})
        if texts is not None:
            canvas.data.append(numbers_on(canvas.data[-1], _spaced(texts[at], padding.shape[0]), canvas.theme))
    _marks(canvas, plan, padding, tops)


def _as_on_its_map(trace: dict[str, Any], limits: list[float], rows: int) -> tuple[float, float]:
    """The colour range of the patches, given each channel's limit.

    A heatmap has one range, so if limits differ, the values are rescaled to it and the exact ones are kept for the hover.
    """
    top = max(limits)
    if min(limits) < top:
        values = trace["z"]
        factors = np.repeat([top / each for each in limits], rows + 1)[: len(values)]
        trace["customdata"] = np.concatenate([trace["customdata"], values[:, :, None]], axis=2)
        trace["hovertemplate"] = trace["hovertemplate"].replace("%{z:", "%{customdata[3]:")
        trace["z"] = values * factors[:, None]
    return -top, top


def _spaced(lines: list[list[str]], rows: int) -> list[list[str]]:
    """The lines with an empty one after every `rows` lines, but not at the end."""
    blank = [""] * len(lines[0])
    blocks = [[*lines[at : at + rows], blank] for at in range(0, len(lines), rows)]
    return [line for block in blocks for line in block][:-1]


def _trace(
    values: Array, plan: _Plan, left: float, tops: list[float], ledger: ConvLedger, places: list[int], what: str
) -> dict[str, Any]:
    """Matrices (channels, rows, columns) as one heatmap with an empty line between each two."""
    count, rows, cols = values.shape
    spaced = np.full((count, rows + 1, cols), np.nan)
    spaced[:, :rows] = values
    where = np.zeros((count, rows + 1, cols, 3), int)
    where[..., 0] = np.array([ledger.channels[place] for place in places])[:, None, None]
    where[:, :rows, :, 1] = ledger.taps.rows[None, :, None]
    where[..., 2] = ledger.taps.cols
    return {
        "type": "heatmap",
        "x": (left + plan.wide * np.arange(cols + 1)).tolist(),
        "y": [top + plan.high * at for top in tops for at in range(rows + 1)],
        "z": spaced.reshape(-1, cols)[:-1],
        "customdata": where.reshape(-1, cols, 3)[:-1],
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": f"{what} %{{z:.4g}}<br>channel %{{customdata[0]}}, row %{{customdata[1]}}, "
        "column %{customdata[2]}<extra></extra>",
    }


def _marks(canvas: Canvas, plan: _Plan, padding: Array, tops: list[float]) -> None:
    """Add outlines around the matrices, signs between them, and hatching on cells in the padding."""
    rows, cols = padding.shape
    hatched, labels = [], []
    for top in tops:
        for left, down in zip(plan.lefts, plan.downs, strict=True):
            canvas.box(left, top + down, left + cols * plan.wide, top + down + rows * plan.high, opacity=0.5)
        _signs(canvas, plan, top + rows * plan.high / 2)
        for row, col in np.argwhere(padding):
            for at in (0, 2):
                x, y = plan.lefts[at] + col * plan.wide, top + plan.downs[at] + row * plan.high
                hatched.append((x, y, x + plan.wide, y + plan.high))
                labels.append((x + plan.wide / 2, y + plan.high / 2))
    canvas.hatch(hatched)
    if labels and max(rows, cols) <= MAX_NUMBERED_KERNEL and plan.wide >= 24:
        canvas.data.append(
            {
                "type": "scatter",
                "mode": "text",
                "x": [x for x, _ in labels],
                "y": [y for _, y in labels],
                "text": ["pad"] * len(labels),
                "textfont": {"size": 12, "color": canvas.theme.faint},
                "hovertemplate": "in the padding: counts as 0<extra></extra>",
            }
        )


def _signs(canvas: Canvas, plan: _Plan, middle: float) -> None:
    """The signs between matrices side by side, or the words beside matrices below each other. `middle` is that of the first."""
    if not plan.below:
        for sign, left in zip("×=", plan.lefts[1:], strict=True):
            canvas.write(sign, left - plan.sign / 2, middle, "center", size=15)
        return
    for words, down in zip(("it reads", "× its kernel", "= products"), plan.downs, strict=True):
        canvas.write(words, 0, middle + down, color=canvas.theme.faint)
