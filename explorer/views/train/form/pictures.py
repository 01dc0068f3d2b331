"""Small pictures of the examples of a training: one of each class, and what augmentation makes of them."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import numpy as np
import streamlit as st

from explorer.figures.maps import photo_png
from explorer.layers.base import Array
from explorer.learning import Augmentation, DataSet
from explorer.words.class_names import short_class

MOST_CLASSES = 14
"""Classes of which a picture is shown."""
AUGMENTED = 7
"""Pictures that show what augmentation does."""


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
