"""SVG documents as addresses of images."""

from __future__ import annotations

import base64


def svg_address(svg: str) -> str:
    """An SVG document as a data address, which an `<img>` or a Plotly image can have as its source."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
