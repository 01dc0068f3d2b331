"""A figure that is drawn in place whenever it changes: st.plotly_chart would build it up anew each time."""

from __future__ import annotations

from typing import Any

from explorer.views.components.payload import plain
from explorer.views.components.register import register

_component = register("picture")


def picture(figure: dict[str, Any], key: str, alt: str, shows: str = "") -> None:
    """Draw a figure of explorer.figures. `shows` tells the browser, and tests, what it is of."""
    layout = {**figure["layout"], "meta": shows}
    _component(key=key, data={"figure": plain({**figure, "layout": layout}), "alt": alt})
