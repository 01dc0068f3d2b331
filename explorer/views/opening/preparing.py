"""The fields for what a network expects of an image."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from explorer.formats.preparing import AS_FED, COLORS, IMAGENET, RAW, SIGNED, Preparation
from explorer.settings import setting_text
from explorer.views.sidebar.forms import numbers_of

OWN = "own"
CHOICES = {
    "unit": "Pixels from 0 to 1",
    "raw": "Pixels from 0 to 255",
    "signed": "Pixels from −1 to 1",
    "imagenet": "ImageNet’s mean and deviation",
    OWN: "Numbers of my own",
}
PREPARATIONS = {"unit": AS_FED, "raw": RAW, "signed": SIGNED, "imagenet": IMAGENET}
_SHARE = {"0 to 1": 1.0, "0 to 255": 255.0}


def preparation_fields(key: str, channels: int, guess: Preparation = AS_FED) -> Preparation:
    """What the fields say; `key` begins those of the widgets, `guess` is chosen at first. Raises SettingError."""
    names = [name for name in CHOICES if name != "imagenet" or channels == COLORS]
    first = next((name for name in names if PREPARATIONS.get(name) == guess), names[0])
    st.session_state.setdefault(f"{key}_range", first)
    chosen = st.selectbox(
        "What it expects of an image",
        names,
        format_func=CHOICES.__getitem__,
        key=f"{key}_range",
        help="Puts layers in front of the network that bring pixels to the range that it was trained with. You see there "
        "what they do.",
    )
    bgr = channels == COLORS and _blue_first(key)
    preparation = _own(key, channels, bgr) if chosen == OWN else PREPARATIONS[chosen]
    if bgr and chosen != OWN:  # those numbers are of red, green and blue
        preparation = replace(preparation, mean=preparation.mean[::-1], deviation=preparation.deviation[::-1])
    return replace(preparation, bgr=bgr)


def _blue_first(key: str) -> bool:
    order = st.segmented_control(
        "Order of the colours",
        ["RGB", "BGR"],
        default="RGB",
        required=True,
        key=f"{key}_order",
        help="Choose RGB (red, green, blue) for nearly all networks, BGR for those made with Caffe or OpenCV.",
    )
    return order == "BGR"


def _own(key: str, channels: int, bgr: bool) -> Preparation:
    colors = ("blue, green and red" if bgr else "red, green and blue") if channels == COLORS else "all channels"
    start = (IMAGENET.mean, IMAGENET.deviation) if channels == COLORS else ((0.5,), (0.5,))
    share = st.segmented_control(
        "Black to white",
        list(_SHARE),
        default="0 to 1",
        required=True,
        key=f"{key}_white",
        help="Sets the range of the pixels before the mean is subtracted.",
    )
    mean = st.text_input(f"Mean of {colors}", setting_text(start[0]), key=f"{key}_mean", help="Set what is subtracted.")
    deviation = st.text_input(
        f"Deviation of {colors}",
        setting_text(start[1]),
        key=f"{key}_deviation",
        help="Set what the rest is divided by.",
    )
    return Preparation(_SHARE[share or "0 to 1"], tuple(numbers_of(mean)), tuple(numbers_of(deviation)))  # type: ignore[arg-type]
