"""A button that downloads what a route of the app makes while it is sent; Streamlit's own holds the whole file in memory."""

from __future__ import annotations

import html
from collections.abc import Callable

import streamlit as st

from explorer.scene import Scene
from explorer.views.share.files import file_stem
from explorer.views.share.notes import plain
from explorer.views.shared.downloads.offers import TooLarge
from explorer.words.description import title

STYLE = """<style>
.cnn-download { display: inline-flex; align-items: center; min-height: 40px; padding: 0 16px; border-radius: 6px;
  font-size: 16px; color: inherit !important; border: 1px solid rgb(128 128 128 / 45%); text-decoration: none !important; }
.cnn-download:hover { border-color: currentColor; }
.cnn-download:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
</style>"""


def file_name(scene: Scene, ending: str) -> str:
    """What a file of a scene is called: after its preset or its title."""
    return f"{scene.preset or file_stem(title(scene))}{ending}"


def download(offered: Callable[[], str], label: str) -> None:
    """The link to what `offered` gives the address of; if that is too large, the command that makes it at home."""
    try:
        address = offered()
    except TooLarge as error:
        too_much(error)
        return
    download_link(address, label)


def download_link(address: str, label: str) -> None:
    """A link to an address of a download that looks like a button; the answer says what the file is called."""
    st.html(f'{STYLE}<a class="cnn-download" href="{html.escape(address)}" download>{html.escape(label)}</a>')


def too_much(error: TooLarge) -> None:
    """Say that a file is larger than this server sends, and the command that makes it at home, ready to be copied."""
    remedy, colon, command = error.remedy.partition(": ")
    st.markdown(plain(f"{error.problem} {remedy}{colon}"))
    if command:
        st.code(command, language="bash", wrap_lines=True)  # wrapped, so that nothing of it scrolls
