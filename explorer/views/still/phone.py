"""The still of a phone: the photo with the answer, the layers, their row of maps and the selected map, as HTML.

The row is the SVG of its chart, and comes first. What stands around it are pieces, each at its own place in the window; the
page's script takes them away one by one as what they stand for has come.
"""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from explorer.figures import cell as figures
from explorer.figures.maps import grey_png, indices, map_png, photo_png, reduced, shrunk
from explorer.figures.overview import figure as overview
from explorer.figures.overview.figure import percent
from explorer.figures.overview.phone import PHONE_EDGE, phone_drawn, phone_steps, shows_bars
from explorer.figures.overview.places import Layout
from explorer.figures.overview.still import still_svg
from explorer.figures.theme import Theme
from explorer.views.components import answer, photo
from explorer.views.explore.answer.answer import answer_of
from explorer.views.explore.phone.lead import THUMBNAIL_SIDE, size_and_lack, title_of
from explorer.views.explore.phone.map_row import map_side
from explorer.views.explore.phone.row_words import line_below_row
from explorer.views.explore.pictures import overview_of, scales_of
from explorer.views.explore.rail.enlarged import selected_map
from explorer.views.explore.runs import Run
from explorer.words.class_names import short_class

HEADER, LEAD, CHIPS, WORDS, GRIP_ABOVE = 56, 72, 44, 18, 8
"""Heights in px, as in the style sheet: the bar, the photo with the answer, the layers, the words below the row; and the
distance of the sheet from what is above it."""
PHOTO = 64
"""Longest side of the small photo, in px."""
BESIDE = 8
"""Distance in px of the buttons from the selected map."""


def phone_still(run: Run, layout: Layout, pictures: overview.Pictures, theme: Theme, width: int) -> str:
    """The HTML for a window of `width` px: the SVG of the row of maps, the styles of the pieces, and the pieces."""
    row_top = HEADER + LEAD + CHIPS
    drawn = overview_of(run.network, layout, pictures, theme, 1).to_dict()
    row = still_svg(drawn, 0, row_top, width, shift=_shift(run, layout, width))
    words = line_below_row(layout, pictures, theme)
    below = row_top + round(layout.height)
    parts = [_piece("lead", HEADER, _lead(run)), _piece("chips", HEADER + LEAD, _chips(run))]
    if words:
        parts.append(_piece("words", below, words))
        below += WORDS
    if not shows_bars(run.network, run.scene.settled_cell().path):
        side, source, (map_width, map_height) = _map(run, theme, width)
        parts.append(
            _piece("map later", below, f'<img src="{source}" width="{map_width}" height="{map_height}" alt="">')
        )
        left = PHONE_EDGE + side + BESIDE
        parts.append(_piece("buttons later soon", below, "<i></i>" * 4, f"left:{left}px;"))
        below += map_height
    parts.append(_piece("sheet later", below + GRIP_ABOVE, "<b></b><i></i><i></i>"))
    return f"{row}<style>{_styles()}{_colors(theme)}</style>{''.join(parts)}"


def _piece(name: str, top: float, inside: str, style: str = "") -> str:
    """One piece. `--still-down` is how far down the page stands in all: a line of hints may be above it."""
    return f'<div class="piece {name}" inert style="top:calc({top}px + var(--still-down, 0px));{style}">{inside}</div>'


def _shift(run: Run, layout: Layout, width: int) -> float:
    """Where the row begins, in px of the window, when it is scrolled so that the selected map is in the middle."""
    cell = run.scene.settled_cell()
    slots = [slot for column in layout.shown for slot in column.slots]
    slot = next((each for each in slots if each.channel == cell.channel), slots[0])
    most = max(2 * PHONE_EDGE + layout.width - width, 0)
    return PHONE_EDGE - min(max(PHONE_EDGE + slot.x - (width - slot.w) / 2, 0), most)


def _lead(run: Run) -> str:
    pixels = run.acts[""][0]
    rows, cols = pixels.shape[:2]
    scale = PHOTO / max(rows, cols)
    source = photo_png(shrunk(pixels, THUMBNAIL_SIDE)[0])
    size = f"width:{round(cols * scale)}px;height:{round(rows * scale)}px"
    return f'<span class="cnn-photo" style="{size}"><img src="{source}" alt=""></span>{_answer(run, rows, cols)}'


def _answer(run: Run, rows: int, cols: int) -> str:
    """The likeliest class with its bar, as the panel shows it; else what the image is, and that there are no classes."""
    if likely := answer_of(run)[:1]:
        (best,) = likely
        name, share = escape(short_class(best.name)), percent(best.probability)
        bar = f'<span class="bar" style="width:{100 * min(max(best.probability, 0), 1):.2f}%"></span>'
        row = f'<span class="name">{name}</span><span class="track">{bar}</span><span class="percent">{share}</span>'
        return f'<div class="cnn-answer"><ol><li><button type="button">{row}</button></li></ol></div>'
    return f"<p><b>{escape(title_of(run.scene.image))}</b><br>{escape(size_and_lack(rows, cols))}</p>"


def _chips(run: Run) -> str:
    columns, path = phone_steps(run.network), run.scene.settled_cell().path
    return "".join(
        f'<span class="{_on(path in steps)}">{escape(run.network.step(first).name)}</span>'
        for first, steps in columns.items()
    )


def _on(chosen: bool) -> str:
    return "on" if chosen else ""


def _map(run: Run, theme: Theme, width: int) -> tuple[int, str, tuple[int, int]]:
    """The place that the selected map has, a picture of it, and the size in px at which it is shown."""
    network, cell = run.network, run.scene.settled_cell()
    values = selected_map(network.step(phone_drawn(network, cell.path, run.scene.face)).maps(run.acts), cell)
    limit = scales_of(run, run.scene.scope).limit(cell.path, cell.channel)
    side = map_side(width)
    layout = figures.enlarged(values, limit, theme, side, grey=not cell.path)["layout"]
    small = reduced(values[:, :, None], side)[:, :, 0]
    source = map_png(indices(small, limit), theme) if cell.path else grey_png(small / limit)
    return side, source, (layout["width"] - layout["margin"]["r"], layout["height"])


def _colors(theme: Theme) -> str:
    values = {"page": theme.page, "ink": theme.ink, "accent": theme.bar, "line": theme.zero, "faint": theme.faint}
    return f":is(#cnn-still, #cnn-soon) {{ {' '.join(f'--cnn-{name}: {value};' for name, value in values.items())} }}"


@cache
def _styles() -> str:
    """The styles of the two components that the pieces show before these are there."""
    files = ((answer, "answer.css"), (photo, "photo.css"))
    return "".join((Path(str(room.__file__)).with_name(name)).read_text(encoding="utf-8") for room, name in files)
