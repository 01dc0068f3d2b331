"""The diagram of a network: its plan, chosen by its form, and its SVG and PNG."""

from __future__ import annotations

from explorer.errors import SettingError
from explorer.figures.diagram.drawing import LOOKS, drawing_of
from explorer.figures.diagram.flow import flow_plan
from explorer.figures.diagram.nodes import nodes_of
from explorer.figures.diagram.plan import Plan
from explorer.figures.diagram.u_shape import u_plan
from explorer.figures.vector.items import Drawing
from explorer.network import Network

MILLIMETRES = {1: 85.0, 2: 175.0}
"""Width of one and of two columns of a paper."""
POINT = 72 / 25.4
"""Points in a millimetre."""
MOST_FLOWS = {1: 2, 2: 4}
"""How many times the network may begin anew at the top."""
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def plan_of(network: Network, columns: int = 1) -> Plan:
    """The placed diagram, in pt, as wide as `columns` of a paper at most. Raises SettingError for other columns than 1 or 2."""
    if columns not in MILLIMETRES:
        raise SettingError(f"A diagram cannot be {columns} columns wide.", "Use 1 (85 mm) or 2 (175 mm).")
    room = MILLIMETRES[columns] * POINT
    return u_plan(network, room) or flow_plan(nodes_of(network), room, MOST_FLOWS[columns])


def diagram_drawing(network: Network, columns: int = 1, theme: str = "light") -> Drawing:
    """The display list of the diagram, in pt. Raises SettingError for an unknown theme or number of columns."""
    if theme not in LOOKS:
        raise SettingError(f"There is no theme {theme!r}.", f"Use one of {', '.join(LOOKS)}.")
    return drawing_of(plan_of(network, columns), theme)
