"""Which tool is open below the maps, and which part of it: it travels in the link, so that others find it open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from explorer.views.shell.state import Session


def slug(name: str) -> str:
    """A tool as links have it: "What if" is "what-if". A link names a tab, or "tab/part"."""
    return name.lower().replace(" ", "-")


def open_tab(current: Session, names: Sequence[str], first: str) -> str:
    """The switch between the tabs; returns the one that is open."""
    tab, _, _ = current.scene.tool.partition("/")

    def go(to: str) -> None:
        part = _parts().get(to)
        current.set_tool(f"{to}/{part}" if part else to)

    return _switch("Tools", names, "tab", tab, first, go)


def open_part(current: Session, tab: str, label: str, names: Sequence[str], key: str) -> str:
    """The switch between the parts of a tab; a tab that is opened again is at the part where it was left."""
    at, _, part = current.scene.tool.partition("/")
    wanted = part if part and at == slug(tab) else _parts().get(slug(tab), "")

    def go(to: str) -> None:
        # A switch that has just left the screen is reported once more with the next message, as if it were new.
        if current.scene.tool.partition("/")[0] in ("", slug(tab)):
            current.set_tool(f"{slug(tab)}/{to}")

    found = _switch(label, names, key, wanted, names[0], go)
    _parts()[slug(tab)] = slug(found)
    return found


def _parts() -> dict[str, str]:
    """The part that was open last in each tab."""
    kept: dict[str, str] = st.session_state.setdefault("tool_parts", {})
    return kept


def _switch(label: str, names: Sequence[str], key: str, wanted: str, first: str, go: Callable[[str], None]) -> str:
    chosen = {slug(name): name for name in names}.get(wanted, first)  # a link may name a tool that is no more
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
