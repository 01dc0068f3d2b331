"""What lies behind the maps of the overview as two SVGs: stage cards, brackets and the minimap; edges, arcs and ribbons."""

from __future__ import annotations

from explorer.figures.overview import arcs, minimap
from explorer.figures.overview.branches.ways import way_svg
from explorer.figures.overview.bundles import Bundle, bundles, edges_path
from explorer.figures.overview.geometry.notes import Bracket
from explorer.figures.overview.geometry.rows import CARD_PADDING
from explorer.figures.overview.places import Layout
from explorer.figures.theme import Theme
from explorer.network import Network

EDGE_INK, RIBBON_INK = 0.05, 0.05
"""Opacity of edges and ribbons at rest: the maps stay prominent, and the hovered cell's own edges come forward."""
EDGE_WIDTH = 1.2
"""Width of an edge in px. Chromium blends lines of 1 px one over the other, so that many edges would add up to black."""
EDGES_TOP = 1
"""Where the image of the edges begins, in px from the top: Plotly takes two images of one place and size for the same one."""
LANE_INK = 0.04
"""Opacity of the boxes around lanes."""
LIGHTER_FROM = 40
"""Edges between two columns from which on each is drawn fainter."""


def backdrop_svg(network: Network, layout: Layout, theme: Theme) -> str:
    """The SVG without the edges. Plotly shapes would cost time at every hover, an image does not."""
    boxes = minimap.minimap_svg(minimap.minimap(network, layout), theme.bar, theme.faint)
    return _svg(layout, f"{_cards_svg(layout, theme)}{_brackets_svg(layout.brackets, theme)}{boxes}")


def edges_svg(network: Network, layout: Layout, theme: Theme) -> str:
    """The SVG of all edges: an image of its own, which the browser fades while it shows the edges of one cell."""
    parts = "".join(_bundle_svg(bundle, layout, theme) for bundle in bundles(network, layout))
    return _svg(layout, parts, EDGES_TOP)


def _svg(layout: Layout, parts: str, top: int = 0) -> str:
    """A document that shows everything below y = `top`."""
    width, height = layout.width, layout.height - top
    size = f'width="{width}" height="{height}" viewBox="0 {top} {width} {height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{parts}</svg>'


def _bundle_svg(bundle: Bundle, layout: Layout, theme: Theme) -> str:
    """The SVG of a bundle; a few edges are drawn a little stronger than many."""
    if bundle.arc:
        return arcs.arc_svg(bundle.arc, theme)
    if bundle.course:
        return way_svg(bundle, layout, theme)
    path = edges_path(bundle)
    if bundle.ribbon:
        return f'<path d="{path}" fill="{theme.ink}" fill-opacity="{RIBBON_INK}"/>'
    opacity = EDGE_INK if len(bundle.pairs) > LIGHTER_FROM else 2 * EDGE_INK
    return f'<path d="{path}" fill="none" stroke="{theme.ink}" stroke-opacity="{opacity}" stroke-width="{EDGE_WIDTH}"/>'


def _brackets_svg(brackets: tuple[Bracket, ...], theme: Theme) -> str:
    """The lines below the sizes of blocks, and the boxes around lanes."""
    return "".join(
        f'<path d="M{b.x0:.1f},{b.y0 + 0.5:.1f}H{b.x1:.1f}" stroke="{theme.faint}" stroke-opacity="0.45"/>'
        if b.y0 == b.y1
        else f'<rect x="{b.x0:.1f}" y="{b.y0:.1f}" width="{b.x1 - b.x0:.1f}" height="{b.y1 - b.y0:.1f}" rx="6" '
        f'fill="{theme.ink}" fill-opacity="{LANE_INK}"/>'
        for b in brackets
    )


def _cards_svg(layout: Layout, theme: Theme) -> str:
    """The SVG frame around each stage; a closed stage gets a second frame behind it, like a stack of cards."""
    parts = []
    for card in layout.cards:
        y0, y1 = layout.frame.card or 0, layout.height - CARD_PADDING
        for away in (0,) if card.open else (3, 0):
            parts.append(
                f'<rect x="{card.x0 + away:.1f}" y="{y0 - away + 0.5:.1f}" width="{card.x1 - card.x0:.1f}" '
                f'height="{y1 - y0:.1f}" rx="6" fill="{theme.page}" stroke="{theme.faint}" stroke-opacity="0.4"/>'
            )
    return "".join(parts)
