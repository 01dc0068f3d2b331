"""A component: a chart that is redrawn in place when it changes; st.plotly_chart would rebuild it each time."""

from __future__ import annotations

from typing import Any

from explorer.views.components.payload import jsonable
from explorer.views.components.register import register

_component = register("picture")


def picture(figure: dict[str, Any], key: str, alt: str, shows: str = "") -> None:
    """Draw a figure of explorer.figures, with the text alternative `alt`. `shows` names its content for other components."""
    layout = {**figure["layout"], "meta": shows}
    _component(key=key, data={"figure": jsonable({**figure, "layout": layout}), "alt": alt})
