"""Parts of SVG documents that all who write them share: attributes, and whole documents as addresses of images."""

from __future__ import annotations

import base64
from html import escape


def svg_address(svg: str) -> str:
    """An SVG document as a data address, which an `<img>` or a Plotly image can have as its source."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def attributes(**values: object) -> str:
    """SVG attributes, with a blank before each; `_` in a name stands for `-`."""
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in values.items())
