"""The cone of a cell as a sentence and as a table of numbers."""

from __future__ import annotations

from explorer.figures.theme import number, size_text
from explorer.figures.words import cell_name
from explorer.network import Cell, Network
from explorer.reads import Box
from explorer.reads.cone import Level


def cone_sentence(network: Network, cell: Cell, levels: tuple[Level, ...]) -> str:
    """What the cell reads in the layers below it, down to the image, in a few sentences of Markdown."""
    where, image = cell_name(network, cell), levels[0]
    if len(levels) == 1:
        return f"**{where}** comes straight from the image: there is nothing below it."
    if not image.cells:
        return f"**{where}** reads nothing but padding: no pixel of the image reaches it."
    parts = [_part(level) for level in reversed(levels[1:-1])]
    chain = f"reads {', which come from '.join(parts[:2])}" if parts else "reads"
    if parts:
        chain += ", and in the end" if len(parts) > 1 else ", and so"
    return f"**{where}** {chain} {_image(image)} {_neighbour(image)}".strip()


def _part(level: Level) -> str:
    name = "the image" if not level.path else level.names[-1]
    if level.is_vector:
        units = len(level.region.channels)
        return f"{units:,} unit{'s' * (units != 1)} of {name}"
    if not level.cells:
        return f"padding around {name}"
    hull = level.region.hull
    assert hull is not None
    if level.region.holes:
        return f"{level.cells:,} cells in {size_text(hull.height, hull.width)} of {name}"
    return f"{size_text(hull.height, hull.width)} cells of {name}"


def _image(image: Level) -> str:
    pixels = image.shape[0] * image.shape[1]
    if image.share == 1:
        return f"the whole image, {pixels:,} px."
    hull, box = image.region.hull, image.region.box
    assert hull is not None
    size = f"{size_text(hull.height, hull.width)} px of the image"
    if image.region.holes:
        size = f"{image.cells:,} px in {size}"
    text = f"{size}, {number(100 * image.share)}% of it."
    if box is not None:
        outside = box.height * box.width - _area(image.clipped)
        skipped = _area(image.clipped) - image.cells
        if outside:
            text += f" Its textbook window, {size_text(box.height, box.width)}, has {outside:,} more px in the padding."
        if skipped:
            text += f" Of that window, {skipped:,} px on the image are not read: {_why(image)}."
    return text


def _why(image: Level) -> str:
    if image.region.union:
        return "its branches read parts that do not fill it"
    if image.region.holes:
        return "a dilation or a stride leaves holes"
    return "only padding leads there"


def _area(box: Box | None) -> int:
    return box.height * box.width if box else 0


def _neighbour(image: Level) -> str:
    if image.window is None:
        return ""
    rows, cols = image.window.rows.jump, image.window.cols.jump
    if rows == cols:
        return f"The cell next to it reads {rows} px further on."
    return f"The cell below it reads {rows} px further down, the one beside it {cols} px further across."


def cone_table(levels: tuple[Level, ...]) -> str:
    """The numbers of every level as a Markdown table, the image last."""
    lines = [
        "| layer | textbook window | on the map | really read | share | jump | start |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(_row(level) for level in reversed(levels))])


def _row(level: Level) -> str:
    name = " + ".join(level.names)
    if level.is_vector:
        units = len(level.region.channels)
        return f"| {name} | | | {units:,} of {level.shape[2]:,} units | {number(100 * units / level.shape[2])}% | | |"
    box, window = level.region.box, level.window
    jump, start = (
        (_pair(window.rows.jump, window.cols.jump), _pair(window.rows.start, window.cols.start)) if window else ("", "")
    )
    textbook = size_text(box.height, box.width) if box else "uneven"
    clipped = size_text(level.clipped.height, level.clipped.width) if level.clipped else "" if box is None else "0"
    return f"| {name} | {textbook} | {clipped} | {level.cells:,} | {number(100 * level.share)}% | {jump} | {start} |"


def _pair(rows: int, cols: int) -> str:
    text = str(rows) if rows == cols else f"{rows} × {cols}"
    return text.replace("-", "−")


TABLE_HELP = (
    "Jump: how many cells of this layer further on the next cell's window lies. Start: the row and column at which the "
    "window of cell 0, 0 begins; a negative one lies in the padding."
)
