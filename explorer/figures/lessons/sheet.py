"""A teacher's sheet: exercises as a page that prints well, with or without the answers, the same ones for a seed."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

import numpy as np

from explorer.figures.maps import grey_png, indices, map_png, photo_png
from explorer.figures.theme import LIGHT
from explorer.layers.base import Array
from explorer.lessons.exercises import FAMILIES, TITLES, Exercise, generate
from explorer.lessons.shown import Grid, Grids, Maps

MOST = 60
"""Exercises on a sheet."""
WRITTEN = 8
"""Matrices of at most so many rows and columns are written as numbers, larger ones drawn."""
STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif; color: #1f2933;
  max-width: 44rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; margin: 0; }
.about, footer { color: #5f6b7a; font-size: .85rem; }
.who { display: flex; gap: 2rem; margin: 1.25rem 0 0; }
.who span { flex: 1; border-bottom: 1px solid #5f6b7a; padding-bottom: .15rem; }
ol { padding-left: 1.6rem; }
li.exercise { margin: 1.6rem 0; break-inside: avoid; padding-left: .35rem; }
h2 { font-size: 1rem; margin: 0 0 .25rem; }
p { margin: .35rem 0; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #c9ced6; }
.figures { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: center; margin: .6rem 0; }
figure { margin: 0; } figcaption { font-size: .8rem; color: #5f6b7a; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td { border: 1px solid #9aa5b1; width: 2.1rem; height: 1.8rem; text-align: center; }
img { image-rendering: pixelated; border: 1px solid #9aa5b1; }
.options { list-style: none; padding: 0; columns: 2; } .options li::before { content: "\\2610\\00a0\\00a0"; }
.line { border-bottom: 1px solid #5f6b7a; display: inline-block; min-width: 10rem; height: 1.3rem; }
.answer { border-left: 3px solid #0b4a8f; padding: .2rem 0 .2rem .8rem; margin-top: .5rem; }
.wrong { font-size: .85rem; color: #3d4956; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } @page { margin: 18mm; } }
"""


def exercises(families: Sequence[str], seed: int, count: int) -> tuple[Exercise, ...]:
    """`count` exercises, at most MOST, of `families` in turn. The same seed makes the same ones."""
    chosen = [family for family in FAMILIES if family in families] or list(FAMILIES)
    wanted = min(max(count, 1), MOST)
    return tuple(generate(chosen[n % len(chosen)], (seed * 1009 + n * 7919) % 1_000_000) for n in range(wanted))


def to_html(families: Sequence[str], seed: int, count: int, answers: bool) -> str:
    """The sheet as one HTML page that needs nothing else."""
    found = exercises(families, seed, count)
    title = "Convolutional networks: exercises" + (" with answers" if answers else "")
    items = "\n".join(_item(one, answers) for one in found)
    who = "" if answers else '<p class="who"><span>Name</span><span>Date</span></p>'
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f'<h1>{title}</h1><p class="about">Sheet {seed}, {len(found)} exercises. Rows, columns and channels count from 0. '
        f"Convolution does not turn its kernel.</p>{who}<ol>{items}</ol>"
        "<footer>Made and answered by CNN Explorer. The same number makes the same sheet.</footer></body></html>\n"
    )


def _item(one: Exercise, answers: bool) -> str:
    parts = [f"<h2>{html.escape(TITLES[one.family])}</h2>", _marked_down(one.question)]
    parts += [f'<div class="figures">{_figures(figure)}</div>' for figure in one.figures]
    if answers:
        wrong = "".join(f"<li><b>{html.escape(m.answer)}</b>: {html.escape(m.name)}</li>" for m in one.mistakes[:4])
        parts.append(
            f'<div class="answer"><b>{html.escape(one.answer)}</b>. {_inline(one.explanation)}'
            f'<ul class="wrong">{wrong}</ul></div>'
        )
    elif one.options:
        parts.append('<ul class="options">' + "".join(f"<li>{html.escape(o)}</li>" for o in one.options) + "</ul>")
    else:
        parts.append(f'<p>Answer: <span class="line"></span> {html.escape(one.unit)}</p>')
    return f'<li class="exercise">{"".join(parts)}</li>'


def _marked_down(text: str) -> str:
    """The little Markdown that exercises use: paragraphs, quotations, strong words."""
    out = []
    for block in text.split("\n\n"):
        quoted = block.startswith("> ")
        body = _inline(block.removeprefix("> "))
        out.append(f"<blockquote>{body}</blockquote>" if quoted else f"<p>{body}</p>")
    return "".join(out)


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text))


def _figures(shown: Grids | Maps) -> str:
    if isinstance(shown, Maps):
        return "".join(_figure(title, shown.values[:, :, n], shown.alt) for n, title in enumerate(shown.titles))
    signs = ("", *shown.signs)
    return "".join(
        f"<b>{html.escape(signs[n]) if n < len(signs) else ''}</b>{_grid(one, shown.alt)}"
        for n, one in enumerate(shown.grids)
    )


def _grid(one: Grid, alt: str) -> str:
    if one.values.ndim == 3:
        return _picture(one.title, photo_png(one.values), alt)
    if max(one.values.shape) <= WRITTEN:
        rows = "".join(
            "<tr>" + "".join(f"<td>{value:g}</td>".replace("-", "−") for value in line) + "</tr>" for line in one.values
        )
        return f"<figure><figcaption>{html.escape(one.title)}</figcaption><table>{rows}</table></figure>"
    if one.kind == "image":
        return _picture(one.title, grey_png(one.values), alt)
    return _figure(one.title, one.values, alt)


def _figure(title: str, values: Array, alt: str) -> str:
    top = float(np.abs(values).max()) or 1.0
    return _picture(title, map_png(indices(values, top), LIGHT), alt)


def _picture(title: str, source: str, alt: str) -> str:
    return (
        f'<figure><figcaption>{html.escape(title)}</figcaption><img src="{source}" width="190" height="190" '
        f'alt="{html.escape(alt)}"></figure>'
    )
