"""The public function that writes a figure to a file, without a browser and without the network."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from explorer.errors import SettingError
from explorer.figures.vector.page import WITH_PLOTLY, document, figure_page
from explorer.figures.vector.raster import png_of
from explorer.figures.vector.reading.figure import drawing_of
from explorer.figures.vector.svg import svg_of

ENDINGS = (".svg", ".png", ".html")
LARGEST_SCALE = 8
"""How many times larger than on the screen a PNG may be."""


def save(
    figure: Any,
    path: str | PathLike[str],
    *,
    scale: float = 2,
    title: str = "",
    dark: Any = None,
    interactive: bool = False,
) -> Path:
    """Write a figure of this package as .svg (text stays text), .png (`scale` px per px on the screen) or .html.

    The web page fetches nothing. It holds an SVG; with `dark`, the same figure in the dark theme, it follows the reader's
    system; `interactive` puts Plotly itself into it instead (4.7 MB). Returns the path. Raises SettingError for another
    ending or scale, and for what a figure has that is not drawn without a browser, by its name.

    >>> import tempfile
    >>> from explorer import figures, presets
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = figures.save(figures.architecture(presets.load("lenet5").network), f"{folder}/lenet5.svg")
    ...     path.read_text("utf-8")[:4]
    '<svg'
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise SettingError(
            f"A figure cannot be saved as {ending or 'a file without an ending'}.", f"Use {_either(ENDINGS)}."
        )
    if not 0 < scale <= LARGEST_SCALE:
        raise SettingError(f"A scale of {scale:g} is not possible.", f"Use one above 0, and at most {LARGEST_SCALE}.")
    if ending == ".png":
        target.write_bytes(png_of(drawing_of(figure), scale))
    elif ending == ".svg":
        target.write_text(svg_of(drawing_of(figure), title=title), "utf-8")
    else:
        target.write_text(_page(figure, dark, title or target.stem, interactive), "utf-8")
    return target


def _either(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _page(figure: Any, dark: Any, title: str, interactive: bool) -> str:
    if interactive:
        from plotly.graph_objects import Figure

        body = Figure(figure).to_html(full_html=False, include_plotlyjs=True, include_mathjax=False)
        return document(body, title, "body { margin: 0; }", WITH_PLOTLY)
    light, other = ("" if each is None else svg_of(drawing_of(each), title=title) for each in (figure, dark))
    return figure_page(light, other, title)
