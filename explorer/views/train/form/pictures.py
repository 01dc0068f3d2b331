"""Small pictures of the examples of a training: one of each class, and what augmentation makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

import numpy as np
import streamlit as st

from explorer.figures.maps import photo_png
from explorer.images.encoding import as_png
from explorer.layers.base import Array
from explorer.learning import Augmentation, DataSet
from explorer.views.image.visitor_images import take_file
from explorer.views.shell.state import Session
from explorer.views.train.desk import Desk
from explorer.views.train.way import page_changed
from explorer.words.class_names import short_class

MOST_CLASSES = 14
"""Classes of which a picture is shown."""
AUGMENTED = 7
"""Pictures that show what augmentation does."""
NARROW = 288
"""Px that the classes to choose from take: the answers of the network beside the panel stay in view."""
TURNS = "train_turns"
"""Under this key the session keeps how many pictures of each class were put into the network."""


def class_row(data: DataSet) -> None:
    """A picture of each class, and how many there are of all."""
    st.html(f'<p class="cnn-train-pictures">{_class_pictures(data.digest, data)}</p>')
    st.caption(
        f"{len(data.training):,} pictures to learn from, {len(data.validation):,} others to check with: the validation."
    )


@lru_cache(maxsize=16)
def _class_pictures(digest: str, data: DataSet) -> str:
    labels = data.training.y
    firsts = [int(np.argmax(labels == number)) for number in range(min(len(data.classes), MOST_CLASSES))]
    pictures, _ = data.training.batch(np.array(firsts))
    return "".join(_image(x, name) for x, name in zip(pictures, data.classes, strict=False))


def into_network(current: Session, found: Desk, classes: Sequence[str]) -> None:
    """The classes as buttons: each puts one of its pictures into the network, another one with each click."""
    with st.popover("Show one to the network", key="train_put_in", width="stretch"):
        words = "A picture that it does not learn from becomes the image. Click again for the next one."
        st.caption(words, width=NARROW)
        with st.container(horizontal=True, gap="small", width=NARROW):
            for number, name in enumerate(classes[:MOST_CLASSES]):
                st.button(
                    short_class(name),
                    key=f"train_put_{number}",
                    on_click=put_into_network,
                    args=(current, found, number),
                )


def put_into_network(current: Session, found: Desk, number: int) -> None:
    """Make the next picture of class `number`, of those that nothing is learned from, the image of the scene."""
    data = found.data or found.learned_from(current.shown.network)
    places = np.flatnonzero(data.validation.y == number) if data is not None else ()
    if data is None or not len(places):
        return
    turns: dict[tuple[str, int], int] = st.session_state.setdefault(TURNS, {})
    turn = turns.get((data.digest, number), 0)
    turns[data.digest, number] = turn + 1
    picture = data.validation.x[places[turn % len(places)]]
    take_file(current, data.classes[number], as_png(picture))
    page_changed()


def augmented_row(data: DataSet, augmentation: Augmentation, seed: int) -> None:
    """One picture as seven different steps see it."""
    x, _ = data.training.batch(np.zeros(1, np.int64))
    seen = [augmentation.apply(x, seed, step)[0] for step in range(AUGMENTED)]
    row = "".join(_image(each, f"in step {step + 1}") for step, each in enumerate(seen))
    st.html(f'<p class="cnn-train-pictures">{row}</p>')


def _image(x: Array, name: str) -> str:
    """A picture (rows, columns, channels) of numbers from 0 to 1, which are cut off there; of many channels the first."""
    shown = np.clip(x if x.shape[2] in (1, 3) else x[:, :, :1], 0, 1)
    words = escape(short_class(name), quote=True)
    return f'<img src="{photo_png(shown)}" alt="{words}" title="{words}">'
