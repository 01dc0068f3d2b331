"""Addresses of this app as the visitor's browser knows them."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import streamlit as st

SAFE_CHARS = 2_000
"""Some mail programs, chats and proxies cut off links of more characters."""


def base_address() -> str:
    """The address of this page without its query."""
    base = str(st.context.url or "").split("?")[0]
    return base if base.count("/") > 2 else f"{base}/"


def only_here(address: str) -> str:
    """For an address of this computer, such as localhost, that nobody else can open it; "" for any other."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host in ("::1", "0.0.0.0"):
        return (
            f"The address {host} belongs to this computer, so the link works only here. For a link that others can open, run "
            "the explorer on a server, or open it here by the name that this computer has in your network."
        )
    return ""


def frame_html(address: str, title: str, size: tuple[int, int], options: str = "") -> str:
    """The HTML of a frame of `size`, width and height in px, that shows `address` embedded; `options` follow in its query."""
    source, (width, height) = escape(f"{address}&embed=true{options}"), size
    return (
        f'<iframe src="{source}" width="{width}" height="{height}" title="{escape(f"CNN Explorer: {title}")}" '
        'loading="lazy" allow="clipboard-write" style="border: 1px solid #8884; max-width: 100%"></iframe>'
    )
