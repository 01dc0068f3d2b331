"""Web pages that hold drawings and fetch nothing: one light and one dark, of which the reader's system chooses."""

from __future__ import annotations

from html import escape

from explorer.figures.theme import DARK, LIGHT
from explorer.version import __version__

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a page without scripts may do: show what stands in it."""
WITH_PLOTLY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
    "form-action 'none'"
)
"""The same for a page in which Plotly draws."""
THEMED = (
    ".dark { display: none; } "
    "@media screen and (prefers-color-scheme: dark) { .light { display: none; } .dark { display: block; } }"
)
"""Style for parts that are there twice, of the classes "light" and "dark": paper gets the light one."""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="CNN Explorer {version}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""
_STYLE = (
    "body {{ margin: 0; background: {light}; }} figure {{ margin: 0; overflow-x: auto; }} "
    "figure > svg {{ display: block; max-width: 100%; height: auto; margin: auto; }} "
    "@media screen and (prefers-color-scheme: dark) {{ body {{ background: {dark}; }} }} "
)


def document(body: str, title: str, style: str, policy: str = POLICY) -> str:
    """A whole page around `body`, which is HTML; the title is plain text."""
    return _PAGE.format(policy=policy, version=__version__, title=escape(title), style=style, body=body)


def figure_page(light: str, dark: str, title: str) -> str:
    """A page with one figure: an SVG for light screens and paper, and one for dark screens, "" if there is none."""
    style = _STYLE.format(light=LIGHT.page, dark=DARK.page if dark else LIGHT.page) + THEMED * bool(dark)
    body = f'<figure class="light">{light}</figure>' + (f'<figure class="dark">{dark}</figure>' if dark else "")
    return document(body, title, style)
