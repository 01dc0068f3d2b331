"""The sample images in the order in which they are offered, and what they are called."""

from __future__ import annotations

from explorer.images import samples
from explorer.images.samples import Sample
from explorer.views.shell.state import Session

THUMBNAILS = 6
"""Samples that stand in the toolbar; the others are in its menu."""
FIRST_CLASSES = ("Sneaker", "Ankle boot", "Bag", "Dress", "Trouser", "Pullover")
"""Classes of clothing whose samples come first; one that the network names rightly is taken of each."""


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


def sample_title(sample: Sample) -> str:
    """The label of a sample in the menu; for clothing the true class, and the predicted one if that is wrong."""
    if not sample.label:
        return sample.title
    number = sample.name.removeprefix("fashion-")
    wrong = f", taken for {sample.predicted}" if sample.predicted != sample.label else ""
    return f"{sample.label} {number}{wrong}"
