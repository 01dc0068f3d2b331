"""On paper: charts in the colours of the light look, and what is folded away unfolded; afterwards all as it was."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.views.components.register import register

_component = register("print")


def mount_print(colours: Mapping[str, str]) -> None:
    """Prepare the page whenever it is printed: each of these colours is another one on paper."""
    _component(key="printer", data={"colours": dict(colours)})
