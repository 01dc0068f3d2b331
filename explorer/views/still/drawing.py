"""The still of a scene: the SVG of its overview as it stands in a window, from the same caches as the charts."""

from __future__ import annotations

from explorer.analysis.answer import class_names
from explorer.figures.overview.room import EDGE, FOLDED_SIDEBAR, NAVIGATION, OPEN_SIDEBAR, TOOLBAR
from explorer.figures.overview.still import still_svg
from explorer.figures.theme import Theme
from explorer.scene import Scene, link
from explorer.views.explore.overview_state import opening_layout
from explorer.views.explore.pictures import overview_of, pictures_of
from explorer.views.explore.runs import quick_run
from explorer.views.image.pictures import handed
from explorer.views.shell.room import Window
from explorer.views.still.bounded import Bounded
from explorer.views.still.phone import phone_still

MOST_STILLS = 64
"""Stills that are kept, of about 200 kB each."""
_stills: Bounded[tuple[str, Window, str], str] = Bounded(MOST_STILLS)


def still_of(scene: Scene, window: Window, theme: Theme) -> str:
    """The SVG of the overview of `scene` as a new visitor sees it, on a phone with what stands around it.

    "" where the page shows something else first: progress, for a network that takes long, a request for a photo or weights
    that only another session may have, or two networks side by side. Raises ExplorerError if the scene cannot be computed.
    """
    seen = window.steady
    return _stills.get((link.encode(scene), seen, theme.name), lambda: _drawn(scene, seen, theme))


def _drawn(scene: Scene, window: Window, theme: Theme) -> str:
    if scene.image.digest and not handed(scene.image.digest):
        return ""
    if scene.weights.asked_for is not None or scene.compared is not None:
        return ""
    run = quick_run(scene)
    if run is None:
        return ""
    space = None if window.is_phone else window.room
    layout = opening_layout(
        run.scene, run.network, class_names(run.network, run.scene.weights, run.scene.classes), space
    )
    pictures = pictures_of(run, scene.scope, layout, theme)
    if window.is_phone:
        return phone_still(run, layout, pictures, theme, window.width)
    drawn = overview_of(run.network, layout, pictures, theme, 1).to_dict()
    left = (OPEN_SIDEBAR if window.sidebar_open else FOLDED_SIDEBAR) + EDGE
    return still_svg(drawn, left, NAVIGATION + TOOLBAR, window.room.width)
