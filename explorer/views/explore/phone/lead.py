"""On a phone, at the top: the photo and the answer; and the photo enlarged, with other samples to choose from."""

from __future__ import annotations

import streamlit as st

from explorer.figures import cell as figures
from explorer.figures.maps import photo_png, shrunk
from explorer.figures.theme import Theme
from explorer.images import samples, sentence
from explorer.images.picture import width_by_height
from explorer.scene import ImageChoice
from explorer.views.components.photo.photo import mount_close, mount_thumbnail
from explorer.views.explore.answer.answer import answer_of, answer_panel
from explorer.views.explore.runs import Run
from explorer.views.explore.top.toolbar import thumbnails
from explorer.views.image.visitor_images import visitor_images
from explorer.views.shell.charts import CHART
from explorer.views.shell.prepared import Prepared
from explorer.views.shell.room import window
from explorer.views.shell.state import Session

THUMBNAIL_SIDE = 192
"""Longest side of the small photo in px: three times that on the screen, for sharp displays."""
MARGINS, WIDEST = 32, 448
"""Both margins of the page, and the most that the large photo is wide, in px."""


def lead(current: Session, run: Run) -> None:
    """The row with the photo and what the network says of it."""
    pixels = run.acts[""][0]
    rows, cols = pixels.shape[:2]
    with st.container(key="lead", horizontal=True, vertical_alignment="center", gap="small"):
        source = photo_png(shrunk(pixels, THUMBNAIL_SIDE)[0])
        mount_thumbnail(
            source, rows, cols, f"The photo: {title_of(run.scene.image)}, with what the selected cell reads."
        )
        if answer_of(run):
            answer_panel(current, run)
        else:
            with st.container(key="lead_words", gap=None):
                st.markdown(f"**{title_of(run.scene.image)}**")
                st.caption(size_and_lack(rows, cols))


def size_and_lack(rows: int, cols: int) -> str:
    """What stands below the image's title where a network names no classes."""
    return f"{width_by_height(rows, cols)} px, no named classes"


def large_photo(current: Session, run: Run, theme: Theme) -> None:
    """What the small photo opens: the photo large, how it was fitted to the network, and other samples."""
    with st.container(key="large_photo", gap="small"):
        mount_close()
        side = min(window().width - MARGINS, WIDEST)
        photo = figures.photo(run.acts[""][0], theme, side)
        st.plotly_chart(Prepared(photo), theme=None, width="content", config=CHART, key="photo")
        notes = sentence(run.picture.notes)
        st.caption(f"The frame is what the selected cell reads. {notes}".strip())
        st.button("Crop it, or use your own", icon=":material/crop:", key="photo_crop", on_click=_to_crop)
        st.markdown("**Choose another**")
        thumbnails(current)


def _to_crop() -> None:
    own = visitor_images()
    own.open, own.way = True, "File"


def title_of(image: ImageChoice) -> str:
    """What the image is called: the title of a sample, or whose it is."""
    if image.own:
        return "your drawing" if image.drawing else "your photo"
    return next((s.title for s in (*samples.SAMPLES, *samples.FASHION) if s.name == image.sample), "a photo")
