"""Writes a static page: one HTML file with everything in it, that opens without a server and asks nothing of any.

Its policy allows only the script and the style that stand in it, by their digests: whatever a name or a note holds cannot
run, and nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from explorer.figures.static.filling import is_whole
from explorer.figures.static.inlining import script
from explorer.figures.static.moment import Moment
from explorer.figures.static.record import Record, page_record
from explorer.figures.theme import THEMES, Theme
from explorer.scene.viewing import Look
from explorer.version import __version__

_COMPONENTS = Path(__file__).parents[2] / "views" / "components"
"""Where the style sheets of the rail and of the loupe are: as plain files, not as modules."""
_TEMPLATE = """<!doctype html>
<html lang="en" data-look="{look}" data-cells="{cells}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="CNN Explorer {version}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main class="page">
<header class="head"><h1>{title}</h1>{byline}{note}</header>
<noscript><p>This page draws its maps with JavaScript, which is switched off here.</p></noscript>
<section id="words" aria-label="Step" aria-live="polite" hidden></section>
<div id="shown">
<div><div id="overview" tabindex="0" role="group" aria-label="{keys}"></div>
<div id="narrow"></div></div>
<div id="rail" class="st-key-rail"><section id="cell" class="cnn-rail" aria-label="The selected cell"></section>
<div id="photo" class="st-key-rail_photo"></div><div id="turn" role="group" aria-label="Maps of this layer"></div></div>
</div>
<p id="said" aria-live="polite"></p>
<footer>{left_out}<p>Rows, columns and maps count from 0. Made with CNN Explorer {version}.</p></footer>
</main>
<script type="text/plain" id="record">{record}</script>
<script type="text/plain" id="numbers">{numbers}</script>
<script>{script}</script>
</body>
</html>
"""
_FIXED = "The maps of all layers."
_KEYS = "The maps. Arrow keys choose a cell; with Shift, up and down choose a map, left and right a layer."


def page_html(
    moments: Sequence[Moment], title: str, author: str = "", note: str = "", look: Look = "auto", fixed: bool = False
) -> str:
    """The page of a demo whose steps are `moments`, one at least. Texts are plain; "auto" follows the reader's system.

    With `fixed` its readers cannot choose other cells than those of the steps.

    It is at most 1 MB for a network the size of TinyVGG. Of a larger one it has the numbers that the selected cells need
    first, and says how many layers are pictures only.
    """
    record = page_record(moments)
    plain = json.dumps(record.plain, ensure_ascii=False, separators=(",", ":"))
    code, style = script(), _style(look)
    policy = (
        f"default-src 'none'; script-src '{_digest(code)}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return _TEMPLATE.format(
        look=look,
        cells="fixed" if fixed else "free",
        policy=policy,
        version=__version__,
        title=escape(title or "CNN Explorer"),
        style=style,
        byline=f'<p class="by">{escape(author)}</p>' if author else "",
        note=f"<p>{escape(note)}</p>" if note else "",
        keys=_FIXED if fixed else _KEYS,
        left_out=f"<p>{escape(words)}</p>" if (words := left_out_words(record)) else "",
        record=_packed(plain.encode()),
        numbers=_packed(record.numbers),
        script=code,
    )


def left_out_words(record: Record) -> str:
    """A sentence on how many layers have no numbers in the page; "" where all have."""
    runs = [{step["path"]: step for step in run["steps"]} for run in record.plain["runs"]]
    whole = [is_whole(steps, path) for steps in runs for path in steps]
    if all(whole):
        return ""
    return (
        f"This file has all numbers of {sum(whole):,} of {len(whole):,} layers, those that the selected cell needs first. "
        "Of the others it has pictures, because all their numbers would make it too large."
    )


@cache
def _style(look: Look) -> str:
    rail, loupe = ((_COMPONENTS / name).read_text("utf-8") for name in ("rail/rail.css", "linker/linker.css"))
    own = (Path(__file__).parent / "page.css").read_text("utf-8")
    if look != "auto":
        colours = _variables(THEMES[look])
    else:
        colours = f"{_variables(THEMES['light'])}@media (prefers-color-scheme: dark) {{ {_variables(THEMES['dark'])} }}"
    return f"{loupe}{rail}{own}{colours}"


def _variables(theme: Theme) -> str:
    """The colours of a theme as the style sheets call them."""
    return (
        f":root {{ color-scheme: {theme.name}; --cnn-page: {theme.page}; --cnn-ink: {theme.ink}; --cnn-faint: {theme.faint}; "
        f"--cnn-accent: {theme.bar}; --cnn-line: {theme.zero}; }}"
    )


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()
