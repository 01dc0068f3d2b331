"""The toolbar above the overview: sample images, the visitor's own image, the network, Compare, Share, and the rest."""

from __future__ import annotations

import streamlit as st

from explorer.images import samples
from explorer.images.samples import Sample
from explorer.scene import ImageChoice
from explorer.views.explore.top.menu import more_menu
from explorer.views.explore.top.networks import networks_menu
from explorer.views.image.gallery import gallery
from explorer.views.image.sample_pictures import address
from explorer.views.image.visitor_images import choose_image
from explorer.views.image.your_image import your_image_button
from explorer.views.share.share import share_button
from explorer.views.shell.embed import embedded, on_phone
from explorer.views.shell.state import Session

COMPARISON = "what-if/before-and-after"
"""The tab, and its part, with the comparison."""
THUMBNAILS = 6
FIRST_CLASSES = ("Sneaker", "Ankle boot", "Bag", "Dress", "Trouser", "Pullover")
"""Classes of clothing whose samples come first; one that the network names rightly is taken of each."""


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
            {"name": s.name, "title": _title(s), "source": address(s.name)}
            for s in offered_samples(current)[THUMBNAILS:]
        ]
        more_menu(current, rest, lambda name: _choose(current, name))


def _compare_button(current: Session) -> None:
    """The button that opens the comparison of an edited filter with the one before."""

    def compare() -> None:
        current.set_tool(COMPARISON)

    st.button("Compare", icon=":material/compare:", key="compare", on_click=compare)


def offered_samples(current: Session) -> tuple[Sample, ...]:
    """The sample images in the order in which they are offered: first those of what a trained network knows."""
    card, chosen = current.scene.weights.card, current.scene.image.sample
    if card is None:
        return _with_chosen(samples.SAMPLES, chosen)
    known = _CLOTHING if card.gallery == "fashion" else samples.of_kind(card.gallery)
    return _with_chosen((*known, *(s for s in samples.SAMPLES if s not in known)), chosen)


def _clothing() -> tuple[Sample, ...]:
    first = [next(s for s in samples.FASHION if s.label == label == s.predicted) for label in FIRST_CLASSES]
    return (*first, *(s for s in samples.FASHION if s not in first))


_CLOTHING = _clothing()


def _with_chosen(gallery: tuple[Sample, ...], name: str) -> tuple[Sample, ...]:
    """`gallery` with the chosen image among the thumbnails: it moves to their last place if it is further down."""
    chosen = next((s for s in gallery[THUMBNAILS:] if s.name == name), None)
    if chosen is None:
        return gallery
    return (*gallery[: THUMBNAILS - 1], chosen, *(s for s in gallery[THUMBNAILS - 1 :] if s is not chosen))


def thumbnails(current: Session) -> None:
    """The row of sample images; on a phone it stands beside the large photo."""
    items = [
        {"name": s.name, "title": f"{s.title} ({s.credit})", "source": address(s.name)}
        for s in offered_samples(current)[:THUMBNAILS]
    ]
    gallery(current, items, lambda name: _choose(current, name))


def _title(sample: Sample) -> str:
    """The label of a sample in the menu; for clothing the true class, and the predicted one if that is wrong."""
    if not sample.label:
        return sample.title
    number = sample.name.removeprefix("fashion-")
    wrong = f", taken for {sample.predicted}" if sample.predicted != sample.label else ""
    return f"{sample.label} {number}{wrong}"


def _choose(current: Session, name: str) -> None:
    if name in {s.name for s in (*samples.SAMPLES, *samples.FASHION)}:
        choose_image(current, ImageChoice(name, "", current.scene.image.fit))
