"""Draws the record of the rail as HTML. Its measures and colors are in explorer/views/components/rail/rail.css."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from explorer.figures.ledger.words import following_line
from explorer.figures.maps import indices, map_png, reduced
from explorer.figures.overview.figure import percent
from explorer.figures.rail.brief import DIGITS, brief_sum
from explorer.figures.rail.grids import NUMBERED_ALONE, Colors, grid
from explorer.figures.rail.numerals import adds_up
from explorer.figures.rail.record import (
    Addend,
    Calculation,
    Copy,
    Fraction,
    Others,
    Product,
    Products,
    Rail,
    Step,
    Sum,
    Window,
)
from explorer.figures.theme import Theme, number
from explorer.figures.words import COLOURS
from explorer.words.glossary import tip_of_label
from explorer.words.numerals import fixed, sum_decimals

THUMBNAIL = 36
"""Side of the small map beside a dense unit's product, in px."""
SHORT_DECIMALS = 3
"""Decimals for which the narrow rail has room beside two matrices; amounts with more are written closer."""
FROM_ZERO = "Rows, columns and maps count from 0."
ROUNDED = "Numbers are rounded for display only; sums use the exact ones."

LABEL_INKS = {
    "light": dict(zip(COLOURS, ("#b3261e", "#1b7a34", "#1f5fbf"), strict=True)),
    "dark": dict(zip(COLOURS, ("#ff9a90", "#7ad694", "#8cc8ff"), strict=True)),
}
"""The colors in which the names of the image's planes are written, by theme; each can be read on the page."""


@dataclass(frozen=True, eq=False)
class Look:
    """What the drawing needs besides the record.

    `limit` gives for a step's path and a channel the value at which its colors end. `title`, `place`, `reads` are the lines
    beside the photo, `about` the tooltip of the first, which says what the layer does, `reads_exactly` that of the last;
    `value` is the number as it is written, `exact` its tooltip. `picture` is the data address of the filter in color, or "",
    and `picture_words` what it shows. `questions` are the buttons about the answer and `buttons` those at the end: what each
    asks for, and its text. `below` is the path of the layer that the explained one reads, and `rescaled` how its numbers were
    made of the pixels, or "". `brief` asks for the whole sum in one line of the head, which is all that a phone shows at first.
    """

    theme: Theme
    limit: Callable[[str, int], float]
    title: str
    place: str
    reads: str
    reads_exactly: str
    value: str
    exact: str
    about: str = ""
    picture: str = ""
    picture_words: str = ""
    questions: Sequence[tuple[str, str]] = ()
    buttons: Sequence[tuple[str, str]] = ()
    below: str = ""
    rescaled: str = ""
    brief: bool = False


def drawn(rail: Rail, look: Look) -> str:
    """The rail as HTML."""
    parts = [_head(rail, look), "<h3>What it is made of</h3>", BODIES[type(rail.made_of)](rail.made_of, look)]
    parts.append(_stages(rail))
    parts.append(_picture(look))
    if look.buttons:
        parts.append(f"<footer>{_buttons(look.buttons)}</footer>")
    return "".join(parts)


def _head(rail: Rail, look: Look) -> str:
    place = f'<p class="place" title="{FROM_ZERO}">{escape(look.place)}</p>' if look.place else ""
    brief = f'<p class="brief">{brief_sum(rail)}</p>' if look.brief else ""
    about = f' title="{escape(look.about)}"' if look.about else ""
    asked = f'<p class="questions">{_buttons(look.questions)}</p>' if look.questions else ""
    return (
        f"<header><h2{about}>{escape(look.title)}</h2>{place}"
        f'<p class="cnn-value" title="{escape(look.exact)}">{look.value}</p>'
        f'<p class="reads" title="{escape(look.reads_exactly)}">{escape(look.reads)}</p>{brief}{asked}</header>'
    )


def _buttons(buttons: Sequence[tuple[str, str]]) -> str:
    return "".join(f'<button type="button" data-ask="{what}">{escape(text)}</button>' for what, text in buttons)


# -- sums ---------------------------------------------------------------------------------------------------------


def _sum(made: Sum, look: Look) -> str:
    amounts = [each.amount for each in made.addends]
    decimals = sum_decimals(amounts, made.total)
    rows = "".join(ADDENDS[type(each)](each, decimals, made, look) for each in made.addends)
    heads = ""
    if any(isinstance(each, Products) for each in made.addends):
        heads = f'<p class="heads">{_numbers_head(made, look)}<span{_tip("weight")}>weights</span><span>sum</span></p>'
    rounded = not adds_up(amounts, made.total, decimals)
    words = f"{made.words}, rounded" if rounded else made.words
    total = _line(words, fixed(made.total, decimals), "total", f' title="{ROUNDED}"' if rounded else "")
    return f'<div class="made{" long" if decimals > SHORT_DECIMALS else ""}">{heads}{rows}{total}</div>'


def _numbers_head(made: Sum, look: Look) -> str:
    """What stands above the patches: pixels that were rescaled can be below 0, so they are not called pixels alone."""
    if not _colored(made):
        return "<span>numbers</span>"
    return f'<span title="{escape(look.rescaled)}">pixels, rescaled</span>' if look.rescaled else "<span>pixels</span>"


def _tip(term: str) -> str:
    """The attribute that explains a term of the glossary; nothing for a word that is none."""
    text = tip_of_label(term)
    return f' title="{escape(text)}"' if text else ""


def _colored(made: Sum) -> bool:
    return any(each.label in COLOURS for each in made.addends)


def _line(words: str, value: str, kind: str = "", attributes: str = "") -> str:
    """Words on the left and a number on the right."""
    return f'<p class="line {kind}"{attributes}><span>{escape(words)}</span><b>{value}</b></p>'


def _addend(each: Addend, decimals: int, made: Sum, look: Look) -> str:
    return _line(each.label, fixed(each.amount, decimals), "", _tip(each.label))


def _others(each: Others, decimals: int, made: Sum, look: Look) -> str:
    signed = " ".join(fixed(part, decimals, sign=True) for part in (each.positive, each.negative) if part)
    return _line(f"{each.label}: {signed} =" if signed else each.label, fixed(each.amount, decimals))


def _products(each: Products, decimals: int, made: Sum, look: Look) -> str:
    products = [other for other in made.addends if isinstance(other, Products) and other.kernel.size]
    kernels = [other.kernel for other in products]
    patch = grid(
        each.patch,
        Colors(look.theme.diverging, look.limit(look.below, each.channel)),
        f"numbers of {each.label}",
        each.padding,
        alike=[other.patch for other in products],
    )
    weights = Colors(look.theme.weights, max((abs(float(n)) for kernel in kernels for n in kernel.flat), default=1.0))
    kernel = grid(each.kernel, weights, f"weights on {each.label}", alike=kernels)
    return (
        f'<div class="products"><b class="label"{_tinted(each.label, look.theme)}>{escape(each.label)}</b>'
        f'{patch}<span class="times">×</span>{kernel}<b class="amount">{fixed(each.amount, decimals)}</b></div>'
    )


def _tinted(label: str, theme: Theme) -> str:
    """The attribute that writes "red", "green" and "blue" in their colors."""
    inks = LABEL_INKS[theme.name]
    return f' style="color:{inks[label]}"' if label in inks else ""


def _product(each: Product, decimals: int, made: Sum, look: Look) -> str:
    where = f"{each.label}, row {each.place[0]}, column {each.place[1]}" if each.place else each.label
    factors = f"{number(each.value)} × {number(each.weight)}"
    return (
        f'<div class="product">{_thumbnail(each, look)}<span class="where">{escape(where)}<small>{factors}</small></span>'
        f'<b class="amount">{fixed(each.amount, decimals)}</b></div>'
    )


def _thumbnail(each: Product, look: Look) -> str:
    """The small map that a product's number comes from, with its place marked."""
    if each.map is None:
        return '<span class="thumbnail"></span>'
    top = look.limit(each.source.path, each.source.channel)
    picture = map_png(indices(reduced(each.map[:, :, None])[:, :, 0], top), look.theme)
    mark = ""
    if each.place:
        rows, cols = each.map.shape
        mark = f'<i style="top:{100 * (each.place[0] + 0.5) / rows:.1f}%;left:{100 * (each.place[1] + 0.5) / cols:.1f}%"></i>'
    return f'<span class="thumbnail"><img src="{picture}" alt="">{mark}</span>'


ADDENDS: dict[type[Addend], Callable[[Any, int, Sum, Look], str]] = {
    Addend: _addend,
    Others: _others,
    Products: _products,
    Product: _product,
}


# -- everything else ----------------------------------------------------------------------------------------------


def _window(made: Window, look: Look) -> str:
    colors = Colors(look.theme.diverging, look.limit(made.source, made.channel))
    matrix = grid(made.values, colors, made.words, made.left_out, made.winner, NUMBERED_ALONE)
    words = f"{made.words}; the largest is outlined" if made.winner else made.words
    return f'<div class="made"><div class="window">{matrix}<p>{escape(words)}</p></div>{_steps(made.steps)}</div>'


def _steps(steps: Sequence[Step]) -> str:
    """Steps below each other; the last one is the result."""
    last = len(steps) - 1
    return "".join(
        _line(step.words, number(step.value), "total" if at == last else "") for at, step in enumerate(steps)
    )


def _fraction(made: Fraction, look: Look) -> str:
    lines = [_line(step.words, number(step.value)) for step in made.exponentials]
    count, rest = made.others
    if count:
        lines.append(_line(f"{count:,} more", number(rest)))
    lines.append(_line("sum of all", number(made.total, DIGITS), "total"))
    fraction = (
        f'<span class="over"><span>{number(made.own, DIGITS)}</span><span>{number(made.total, DIGITS)}</span></span>'
    )
    return f'<div class="made">{"".join(lines)}<p class="fraction">{fraction} = <b>{percent(made.share)}</b></p></div>'


def _calculation(made: Calculation, look: Look) -> str:
    return f'<div class="made">{_steps(made.steps)}</div>'


def _copy(made: Copy, look: Look) -> str:
    return f'<div class="made">{_line(made.words, number(made.value), "total")}</div>'


BODIES: dict[type[Any], Callable[[Any, Look], str]] = {
    Sum: _sum,
    Window: _window,
    Fraction: _fraction,
    Calculation: _calculation,
    Copy: _copy,
}


def _stages(rail: Rail) -> str:
    """What the other layers of the column make of the number, and what the layer after the column does with it."""
    lines = []
    if rail.stages:
        lines.append(f'<p class="then"{_tip(rail.stages[-1].title)}>{_chain(rail)}</p>')
    following = following_line(rail.final, rail.following)
    if following:
        lines.append(f'<p class="then">{_bold(following)}</p>')
    return "".join(lines)


def _chain(rail: Rail) -> str:
    if len(rail.stages) == 1 and rail.stages[0].value == rail.entering:
        stage = rail.stages[0]
        how = "passes it on (it acts only in training)" if stage.unchanged else "keeps it"
        return f"then {escape(stage.title)} {how}: <b>{_short(stage.value)}</b>"
    start = "sum " if isinstance(rail.made_of, Sum) else ""
    stages = "".join(f" → {escape(stage.title)} → <b>{_short(stage.value)}</b>" for stage in rail.stages)
    return f"{start}{_short(rail.result)}{stages}"


def _short(value: float) -> str:
    """A number with the decimals of a sum."""
    return fixed(value, sum_decimals((), value)) if value else "0"


def _bold(markdown: str) -> str:
    """Markdown whose only marks are pairs of two stars, as HTML."""
    parts = escape(markdown).split("**")
    return "".join(f"<b>{part}</b>" if at % 2 else part for at, part in enumerate(parts))


def _picture(look: Look) -> str:
    if not look.picture:
        return ""
    return (
        f'<figure><img src="{look.picture}" alt="{escape(look.picture_words)}">'
        "<figcaption>the filter as a colour picture: what it responds to most</figcaption></figure>"
    )
