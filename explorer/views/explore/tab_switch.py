"""The switches between the tabs below the maps, and between the parts of a tab; what is open is part of the link."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from explorer.views.shell.state import Session

FORMER_NAMES = {"explain": "arithmetic", "sees": "receptive-field"}
"""Slugs of tabs that older links hold, and what the tabs are called now."""


def slug(name: str) -> str:
    """A name as links write it: "what-if" for "What if". A link holds "tab" or "tab/part"."""
    return name.lower().replace(" ", "-")


def opened(current: Session) -> tuple[str, str]:
    """The slugs of the tab and of its part that the link names, each "" if it names none."""
    tab, _, part = current.scene.tool.partition("/")
    return FORMER_NAMES.get(tab, tab), part


def open_tab(current: Session, names: Sequence[str], default: str) -> str:
    """Show the switch between the tabs; returns the name of the open one, `default` if the link names none of them."""
    tab, _ = opened(current)

    def go(to: str) -> None:
        part = _last_parts().get(to)
        current.set_tool(f"{to}/{part}" if part else to)

    return _switch("Tools", names, "tab", tab, default, go)


def open_part(current: Session, tab: str, label: str, names: Sequence[str], key: str) -> str:
    """Show the switch between the parts of a tab; returns the open part, at first the one last open in this tab."""
    open_slug, part = opened(current)
    wanted = part if part and open_slug == slug(tab) else _last_parts().get(slug(tab), "")

    def go(to: str) -> None:
        # A switch that has just left the screen is reported once more with the next message, as if it were new.
        if opened(current)[0] in ("", slug(tab)):
            current.set_tool(f"{slug(tab)}/{to}")

    chosen = _switch(label, names, key, wanted, names[0], go)
    _last_parts()[slug(tab)] = slug(chosen)
    return chosen


def _last_parts() -> dict[str, str]:
    """The part that was last open in each tab, by slugs."""
    parts: dict[str, str] = st.session_state.setdefault("tool_parts", {})
    return parts


def _switch(label: str, names: Sequence[str], key: str, wanted: str, default: str, go: Callable[[str], None]) -> str:
    chosen = {slug(name): name for name in names}.get(
        wanted, default
    )  # an old link may name a tab that no longer exists
    st.session_state[key] = chosen
    st.segmented_control(
        label,
        names,
        key=key,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: go(slug(st.session_state[key] or chosen)),
    )
    return chosen
