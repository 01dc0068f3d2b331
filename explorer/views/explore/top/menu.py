"""The menu at the end of the toolbar: what is needed less often than the buttons beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from explorer.views.compare.acts import toggle
from explorer.views.components.gallery.gallery import mount_gallery
from explorer.views.explore.top.go_to import go_to_field
from explorer.views.explore.top.present import present_button
from explorer.views.explore.training.about import about_button
from explorer.views.export.dialog import export_button
from explorer.views.share.making import walk_button
from explorer.views.shell.state import Session
from explorer.views.shell.theme import current_theme


def more_menu(current: Session, images: Sequence[Mapping[str, str]], choose: Callable[[str], None]) -> None:
    """The menu. `images` are further samples (name, title, source); `choose` gets the name of the one that is picked."""
    menu = st.popover("More", icon=":material/more_horiz:", key="more", on_change="rerun")
    with menu, st.container(key="more_items", width=300):
        go_to_field(current)
        if images and menu.open:  # so many pictures are sent when they are to be seen
            st.markdown("**More images**")
            mount_gallery("more_images", images, current.scene.image.sample, choose, label="More images")
        with st.container(key="more_actions", gap="xsmall"):
            if current.narrow and current.viewing.allows("edit"):  # elsewhere it stands in the toolbar
                st.button("Compare", icon=":material/compare:", key="compare_more", on_click=toggle, args=(current,))
            present_button()
            walk_button(current.scene)
            export_button(current.scene)
            about_button(current, current_theme())
