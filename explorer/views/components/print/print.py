"""A component that prepares the page for printing: light colours, everything unfolded; afterwards all is restored."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.views.components.register import register

_component = register("print")


def mount_print(colours: Mapping[str, str]) -> None:
    """Prepare the page whenever it is printed. `colours` maps each colour of the screen to one for paper."""
    _component(key="printer", data={"colours": dict(colours)})
