"""The script with which the first run begins: the browser fetches what the first screen needs while the server imports it."""

from __future__ import annotations

from functools import cache

from explorer.views.components.first import CHARTS, FIRST
from explorer.views.components.modules import address, reachable

_SCRIPT = """
const at = (path) => new URL(path, document.baseURI).href;
for (const path of {charts}) import(at(path)).catch(() => {{}});
const preload = (href) => Object.assign(document.createElement("link"), {{ rel: "modulepreload", href }});
document.head.append(...{modules}.map((path) => preload(at(path))));
"""


@cache
def ahead_script() -> str:
    """The script's text, the same for every visitor, so that the content security policy can name its hash."""
    return _SCRIPT.format(modules=[address(path) for path in reachable(*FIRST)], charts=list(CHARTS))


def ahead() -> str:
    """The script as an element of the page."""
    return f'<script type="module">{ahead_script()}</script>'
