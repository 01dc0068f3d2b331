"""The app embedded in another page (`?embed=true`): the maps and the selected cell, without editing controls."""

from __future__ import annotations

import streamlit as st

from explorer.figures.overview.room import Room
from explorer.scene import link
from explorer.views.shell.state import Session

FRAME_PICTURE = 96
"""Side of the photo and of the map beside it in a frame, px: with the sum they fit into 600 px of height."""
FRAME_ROOM = Room(560, 476)
"""The room of the overview in a frame, in px."""
STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 8px 12px 12px !important; max-width: 1320px; }
[data-testid="stHeader"] { display: none; }
.st-key-page { column-gap: 12px; }
.st-key-cell { gap: 8px; }
.st-key-cell p { font-size: 14px; line-height: 1.4; }
.st-key-cell .cnn-value { font-size: 20px; }
.st-key-rail_pictures { gap: 8px; align-items: start; margin-top: 8px; }
.st-key-rail_pictures > *, .st-key-rail_pictures [data-testid="stVerticalBlock"] {
  flex: none; width: 96px !important; min-width: 0; overflow: hidden; gap: 2px;
}
.st-key-rail_pictures .cnn-caption { margin: 0; font-size: 12px; line-height: 16px; color: var(--cnn-faint); }
.cnn-open { font-size: 14px; white-space: nowrap; color: var(--cnn-accent); }
@media (min-width: 641px) {
  .st-key-page { grid-template-columns: minmax(0, 1fr) 200px; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-right) { top: 8px; margin-top: -60px; }
  .st-key-image { margin-right: 212px; }
}
</style>"""


def embedded() -> bool:
    """Whether the address has `embed=true`; Streamlit hides it from the query parameters."""
    return bool(st.context.is_embedded)


def on_phone(current: Session) -> bool:
    """Whether the page is laid out for a phone: the window is narrow, and it is no frame."""
    return current.narrow and not embedded()


def open_link(current: Session) -> None:
    """A link that opens the same scene in the full app, in a new browser tab."""
    address = f"?m={link.encode(link.fitting(current.scene))}"  # relative: in a frame st.context.url may be the page around it
    st.html(f'<a class="cnn-open" href="{address}" target="_blank" rel="noopener">Open in CNN Explorer ↗</a>')
