"""The rail's words beside the photo."""

from html import escape

from explorer import presets, reads
from explorer.figures.overview.scales import Scales
from explorer.figures.theme import LIGHT
from explorer.figures.words import UNEVEN, UNION
from explorer.network import Cell
from explorer.views.explore.rail.rail import rail_html
from explorer.views.explore.runs import quick_run
from explorer.views.explore.screen import Screen


def test_what_is_special_about_a_region_is_explained() -> None:
    run = quick_run(presets.load("unet").scene())
    assert run is not None
    screen, (*_, last) = Screen(run, Scales(run.network, run.acts, "block"), LIGHT, False), run.network.steps
    cell = Cell(last.path, 20, 20, 0)
    assert escape(UNEVEN) in rail_html(screen, cell, reads.region(run.network, cell))
    plain = Cell("0", 20, 20, 0)
    words = rail_html(screen, plain, reads.region(run.network, plain))
    assert escape(UNION) not in words
    assert escape(UNEVEN) not in words
