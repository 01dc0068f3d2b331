"""Public functions for papers and files: the diagram of a network, and the report on what it does with an image."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.figures.diagram.diagram import FONT, diagram_drawing
from explorer.figures.library.run import WeightsLike
from explorer.figures.overview.scales import BLOCK
from explorer.figures.report.page import report_html
from explorer.figures.vector.raster import png_of
from explorer.figures.vector.svg import svg_of
from explorer.images.choosing import ImageLike
from explorer.network import Cell, Network
from explorer.scene import Scene

LEAST_DPI, MOST_DPI = 36, 1200


def diagram(network: Network, *, columns: int = 1, theme: str = "light") -> str:
    """The architecture as a diagram for papers, as SVG with real text: layers from the top down, with the sizes they put out.

    What is repeated stands there once ("× 6"); branches are lanes or arcs, and a U-Net is a U. `columns` is how many columns
    of a paper it may be wide, 1 (85 mm) or 2 (175 mm); letters are 7.5 pt. Raises SettingError for another number or theme.

    >>> from explorer import figures, presets
    >>> text = figures.diagram(presets.load("vgg16").network)
    >>> text[:4], "× 3" in text
    ('<svg', True)
    """
    drawing = diagram_drawing(network, columns, theme)
    return svg_of(drawing, unit="pt", title=f"The architecture, {len(network.steps) - 1:,} layers", font=FONT)


def diagram_png(network: Network, *, columns: int = 1, dpi: int = 300, theme: str = "light") -> bytes:
    """The same diagram as a PNG file with `dpi` px an inch. Raises SettingError.

    >>> from explorer import figures, presets
    >>> figures.diagram_png(presets.load("lenet5").network, dpi=150)[:4]
    b'\\x89PNG'
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise SettingError(f"{dpi:,} px an inch are not possible.", f"Use {LEAST_DPI} to {MOST_DPI:,}.")
    return png_of(diagram_drawing(network, columns, theme), dpi / 72)


def report(
    shown: Network | Scene,
    weights: WeightsLike | None = None,
    image: ImageLike | None = None,
    cell: Cell | None = None,
    *,
    title: str = "",
    author: str = "",
    note: str = "",
    scope: str = BLOCK,
) -> str:
    """The text of one HTML file on a network and an image: diagram, maps, layers, answer, and the arithmetic of a cell.

    `shown` is a network with its `weights`, or a Scene, which brings weights, image, cell and names of classes; an image that
    was uploaded has to be given all the same. The file opens without a server or the network, follows the reader's light or
    dark screen, and prints on A4. Raises ImageError, WeightsError or SettingError.

    >>> from explorer import figures, presets
    >>> preset = presets.load("edges")
    >>> text = figures.report(preset.network, preset.weights, preset.image, preset.cell, title="Edges")
    >>> text[:15], len(text) < 1_500_000
    ('<!doctype html>', True)
    """
    # Here, because it brings the presets and their words, which nobody who only draws waits for.
    from explorer.figures.report.making import report_of

    return report_html(report_of(shown, weights, image, cell, (title, author, note), scope))
