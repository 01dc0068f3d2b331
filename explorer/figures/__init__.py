"""Pictures: records in, Plotly figures out. Nothing here knows Streamlit.

`overview`, `architecture`, `growth`, `explain`, `cone`, `cone_maps`, `maps` and `filters` are for everybody; some carry the
names of the modules that draw them, which are imported by their full names. `save` writes what they return as SVG, PNG or HTML,
without a browser. `diagram` is the architecture for papers; `page` and `report` write web pages. Without plotly the import
raises MissingExtraError.

>>> preset = explorer.presets.load("edges")
>>> explorer.figures.overview(preset.network, preset.weights, preset.image).layout.height
560
"""

from importlib.util import find_spec

from explorer.errors import MissingExtraError

if find_spec("plotly") is None:
    raise MissingExtraError("Figures need", ["plotly"], "figures")

from explorer.figures.library.cells import cone, cone_maps, explain, filters, maps
from explorer.figures.library.networks import architecture, growth, overview
from explorer.figures.library.pages import page
from explorer.figures.library.papers import diagram, diagram_png, report
from explorer.figures.library.saving import save

__all__ = [
    "architecture",
    "cone",
    "cone_maps",
    "diagram",
    "diagram_png",
    "explain",
    "filters",
    "growth",
    "maps",
    "overview",
    "page",
    "report",
    "save",
]
