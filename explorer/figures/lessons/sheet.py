"""A sheet of exercises for teachers: a printable HTML page, with or without answers, determined by a seed."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np

from explorer.figures.maps import grey_png, indices, map_png, photo_png
from explorer.figures.theme import LIGHT
from explorer.figures.words import bold_html
from explorer.layers.base import Array
from explorer.lessons.exercises import FAMILIES, TITLES, Exercise, Mistake, generate
from explorer.lessons.shown import Grid, Grids, Maps

MAX_EXERCISES = 60
"""Most exercises on a sheet."""
MAX_WRITTEN_SIDE = 8
"""Matrices of at most this many rows and columns are written as numbers; larger ones are drawn."""
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
    """`count` exercises (1 to MAX_EXERCISES) of the `families` in turn; the same for the same seed."""
    chosen = [family for family in FAMILIES if family in families] or list(FAMILIES)
    wanted = min(max(count, 1), MAX_EXERCISES)
    return tuple(generate(chosen[n % len(chosen)], (seed * 1009 + n * 7919) % 1_000_000) for n in range(wanted))


def to_html(families: Sequence[str], seed: int, count: int, answers: bool) -> str:
    """The sheet as one self-contained HTML page."""
    sheet = exercises(families, seed, count)
    title = "Convolutional networks: exercises" + (" with answers" if answers else "")
    items = "\n".join(_item(exercise, answers) for exercise in sheet)
    name_lines = "" if answers else '<p class="who"><span>Name</span><span>Date</span></p>'
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f'<h1>{title}</h1><p class="about">Sheet {seed}, {len(sheet)} exercises. Rows, columns and channels count from 0. '
        f"Kernels are not flipped.</p>{name_lines}<ol>{items}</ol>"
        "<footer>Made and answered by CNN Explorer. The same number makes the same sheet.</footer></body></html>\n"
    )


def _item(exercise: Exercise, answers: bool) -> str:
    parts = [f"<h2>{html.escape(TITLES[exercise.family])}</h2>", _marked_down(exercise.question)]
    parts += [f'<div class="figures">{_figures(figure)}</div>' for figure in exercise.figures]
    if answers:
        wrong = "".join(_mistake(mistake) for mistake in exercise.mistakes[:4])
        parts.append(
            f'<div class="answer"><b>{html.escape(exercise.answer)}</b>. {bold_html(exercise.explanation)}'
            f'<ul class="wrong">{wrong}</ul></div>'
        )
    elif exercise.options:
        options = "".join(f"<li>{html.escape(option)}</li>" for option in exercise.options)
        parts.append(f'<ul class="options">{options}</ul>')
    else:
        parts.append(f'<p>Answer: <span class="line"></span> {html.escape(exercise.unit)}</p>')
    return f'<li class="exercise">{"".join(parts)}</li>'


def _mistake(mistake: Mistake) -> str:
    return f"<li><b>{html.escape(mistake.answer)}</b>: {html.escape(mistake.reason)}</li>"


def _marked_down(text: str) -> str:
    """HTML of the Markdown that exercises use: paragraphs, quotations, bold words."""
    out = []
    for block in text.split("\n\n"):
        quoted = block.startswith("> ")
        body = bold_html(block.removeprefix("> "))
        out.append(f"<blockquote>{body}</blockquote>" if quoted else f"<p>{body}</p>")
    return "".join(out)


def _figures(shown: Grids | Maps) -> str:
    if isinstance(shown, Maps):
        return "".join(_figure(title, shown.values[:, :, n], shown.alt) for n, title in enumerate(shown.titles))
    signs = ("", *shown.signs)
    return "".join(
        f"<b>{html.escape(signs[n]) if n < len(signs) else ''}</b>{_grid(grid, shown.alt)}"
        for n, grid in enumerate(shown.grids)
    )


def _grid(grid: Grid, alt: str) -> str:
    if grid.values.ndim == 3:
        return _picture(grid.title, photo_png(grid.values), alt)
    if max(grid.values.shape) <= MAX_WRITTEN_SIDE:
        rows = "".join(
            "<tr>" + "".join(f"<td>{value:g}</td>".replace("-", "−") for value in line) + "</tr>"
            for line in grid.values
        )
        return f"<figure><figcaption>{html.escape(grid.title)}</figcaption><table>{rows}</table></figure>"
    if grid.kind == "image":
        return _picture(grid.title, grey_png(grid.values), alt)
    return _figure(grid.title, grid.values, alt)


def _figure(title: str, values: Array, alt: str) -> str:
    top = float(np.abs(values).max()) or 1.0
    return _picture(title, map_png(indices(values, top), LIGHT), alt)


def _picture(title: str, source: str, alt: str) -> str:
    return (
        f'<figure><figcaption>{html.escape(title)}</figcaption><img src="{source}" width="190" height="190" '
        f'alt="{html.escape(alt)}"></figure>'
    )
