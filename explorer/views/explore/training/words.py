"""The words about a network's training: how far it is trained, what it knows, how much of its test it answers correctly."""

from __future__ import annotations

from explorer import presets
from explorer.images import samples
from explorer.network import Network
from explorer.views.shell.state import Session
from explorer.weights import Seeded, Trained
from explorer.weights.cards import ModelCard

MAX_LISTED = 6
"""Layers that a sentence lists by name."""


def state_words(current: Session, network: Network) -> str:
    """In a few words: how the weights came about."""
    base, card = current.shown.weights.base, current.shown.weights.card
    if isinstance(base, Seeded):
        return "random weights"
    if card is None or not isinstance(base, Trained):
        return "weights of your own"
    return epoch_words(card, base.epoch) + ("" if as_trained(current, base, network) else ", changed since")


def epoch_words(card: ModelCard, epoch: int) -> str:
    """An epoch and the share of test images that its weights answer correctly; without a test the epoch alone."""
    accuracy = card.accuracy_at(epoch)
    name = "untrained" if epoch == 0 else f"epoch {epoch}"
    return name if accuracy is None else f"{name} · {accuracy:.1f}% of test photos"


def accuracy_words(current: Session, card: ModelCard, base: Trained, network: Network) -> str:
    """What a trained network knows, which of its layers are random now, and what share of its test images it answers."""
    only = _knows_words(current, card, network)
    random = [network.step(path).name for path in current.shown.weights.untrained(network)]
    if random:
        only += f" Of another shape than trained, so random now: {_listed(random)}."
    accuracy = card.accuracy_at(base.epoch)
    if card.tested is None or accuracy is None:
        return only
    share = f"{accuracy:.1f}% of {card.tested.images:,} test images correctly"
    if as_trained(current, base, network):
        return f"{only} It answers {share}."
    return f"{only} As trained it answers {share}; changed as it is now, it has not been tested."


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def _knows_words(current: Session, card: ModelCard, network: Network) -> str:
    """What the network can tell apart, and what the image is if that is known."""
    if network.output_shape != (len(card.classes),):
        return (
            f"The weights are of a network that knows {card.knows}. As it stands, this one does not name any of them."
        )
    sample = next((s for s in samples.FASHION if s.name == current.shown.image.sample), None)
    if sample is not None and card.gallery == sample.kind:
        return f"This network only knows {card.knows}. The image is a test image of class **{sample.label}**."
    return f"This network only knows {card.knows}: whatever it is shown, it answers with one of them."


def as_trained(current: Session, base: Trained, network: Network) -> bool:
    """Whether this is the network that was trained, with no weight changed."""
    weights = current.shown.weights
    return network == presets.load(base.name).network and not weights.filters and not weights.overrides
