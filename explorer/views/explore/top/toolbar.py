"""The toolbar above the overview: sample images, the visitor's own image, the network, Compare, Share, and the rest."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from explorer.images import samples
from explorer.scene import ImageChoice
from explorer.views.compare.acts import compares, toggle
from explorer.views.explore.top.menu import more_menu
from explorer.views.explore.top.networks import networks_menu
from explorer.views.explore.top.samples import THUMBNAILS, offered_samples, sample_title
from explorer.views.image.gallery import gallery
from explorer.views.image.sample_pictures import address
from explorer.views.image.visitor_images import choose_image
from explorer.views.image.your_image import your_image_button
from explorer.views.share.share import share_button
from explorer.views.shell.embed import embedded, on_phone
from explorer.views.shell.state import Session


def toolbar(current: Session) -> None:
    """The whole toolbar; in a frame of another page the thumbnails alone, on a phone without them."""
    with st.container(key="image", horizontal=True, vertical_alignment="center", gap="small"):
        if not on_phone(current) and current.viewing.allows("image"):
            thumbnails(current)
        if embedded():
            return
        if current.viewing.allows("image"):
            your_image_button(current)
        if current.viewing.allows("edit"):
            networks_menu(current)
            _compare_button(current)
        share_button(current.scene)
        if not current.viewing.allows("edit"):
            return
        rest = [
            {"name": s.name, "title": sample_title(s), "source": address(s.name)}
            for s in offered_samples(current)[THUMBNAILS:]
        ]
        more_menu(current, rest, lambda name: _choose(current, name))


def _compare_button(current: Session) -> None:
    """The button that puts something beside what is on the screen, and takes it away again."""
    kind: Literal["primary", "secondary"] = "primary" if compares(current) else "secondary"
    st.button("Compare", icon=":material/compare:", key="compare", type=kind, on_click=toggle, args=(current,))


def thumbnails(current: Session) -> None:
    """The row of sample images; on a phone it stands beside the large photo."""
    items = [
        {"name": s.name, "title": f"{s.title} ({s.credit})", "source": address(s.name)}
        for s in offered_samples(current)[:THUMBNAILS]
    ]
    gallery(current, items, lambda name: _choose(current, name))


def _choose(current: Session, name: str) -> None:
    if name in {s.name for s in (*samples.SAMPLES, *samples.FASHION)}:
        choose_image(current, ImageChoice(name, "", current.scene.image.fit))
