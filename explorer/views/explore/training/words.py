"""The words about a network's training: how far it is trained, what it knows, how much of its test it answers correctly."""

from __future__ import annotations

from collections.abc import Sequence

from explorer import presets
from explorer.analysis.random_layers import RandomLayer, random_layers, random_share
from explorer.images import samples
from explorer.network import Network
from explorer.views.shared.trainings import epoch_of, training_of
from explorer.views.shell.state import Session
from explorer.weights import Own, Seeded, Trained, TrainedHere, Weights
from explorer.weights.cards import ModelCard

MAX_REASONS = 3
"""Layers of which it is said why their weights are random; more are only listed."""
MAX_LISTED = 6
"""Layers that a sentence lists by name."""
MAX_SHORT = 2
"""Layers that the strip lists by name."""


def state_words(current: Session, network: Network) -> tuple[str, ...]:
    """In a few words how the weights came about: the same from long to short, as many of trained weights as of an epoch."""
    base = current.shown.weights.base
    if isinstance(base, Seeded):
        return _untrained_words(current.shown.weights, network)
    training = training_of(current.shown.weights)
    if isinstance(base, Own) and (not isinstance(base, TrainedHere) or not base.present):
        return _uploaded_words(current.shown.weights, base, network)
    epoch = epoch_of(current.shown.weights)
    if as_trained(current, network):
        return epoch_words(training.card, epoch) if training is not None else (f"trained here, {_epoch_name(epoch)}",)
    name, random = _epoch_name(epoch), random_share(network, current.shown.weights)
    if random.random == random.layers:
        return ("random weights",) * 3
    if random.random:
        part = f"{random.random} of {random.layers}"
        return f"{name}, but {random.words}", f"{name}, {part} layers random", f"{part} random"
    return f"{name}, changed since; not tested", f"{name}, changed since", f"{name}, changed"


def _uploaded_words(weights: Weights, base: Own, network: Network) -> tuple[str, ...]:
    """What uploaded weights are: whose, of which layers not, or that their file is asked for."""
    if not base.present:
        return "random weights, until you upload the file", "random weights: no file", "random weights"
    random = random_share(network, weights)
    if random.random == random.layers and random.layers:
        return ("random weights",) * 3
    if random.random:
        part = f"{random.random} of {random.layers}"
        return f"your weights, but {random.words}", f"your weights, {part} layers random", f"{part} random"
    return ("your own weights",) * 3


def _untrained_words(weights: Weights, network: Network) -> tuple[str, ...]:
    """What weights are that were not trained: random, made by hand, or which of them are."""
    counts = weights.by_hand(network)
    if not counts:
        return ("no weights",)
    if all(made == total for made, total in counts.values()):
        return ("weights made by hand",)
    touched = [_made_words(network.step(path).name, *count) for path, count in counts.items() if count[0]]
    if not touched:
        return ("random weights",)
    if len(touched) > MAX_SHORT:
        touched = [f"{len(touched)} of {len(counts)} layers"]
    return f"{' and '.join(touched)} made by hand, the rest random", "partly random weights"


def _made_words(name: str, made: int, total: int) -> str:
    if made == total:
        return name
    return f"{made} filter{'s' * (made > 1)} of {name}"


def epoch_words(card: ModelCard, epoch: float) -> tuple[str, str, str]:
    """An epoch, its loss, and the share of photographs answered correctly that were not learned from: from long to short.

    What the card does not have is left out.
    """
    name, at = _epoch_name(epoch), card.epochs.index(epoch)
    if card.course is None:
        return name, name, name
    unseen = card.course.unseen
    share = f"{unseen.accuracy[at]:.0f}%"
    return (
        f"{name} · loss {unseen.loss[at]:.2f} · {share} of {unseen.part}",
        f"{name} · {share} of {unseen.part}",
        f"{name} · {share}",
    )


def _epoch_name(epoch: float) -> str:
    return "untrained" if epoch == 0 else f"epoch {epoch:g}"


def accuracy_words(current: Session, card: ModelCard, network: Network) -> str:
    """What a trained network knows, which of its layers are random now, and what share of its test images it answers."""
    only = _knows_words(current, card, network)
    if random := random_layers(network, current.shown.weights):
        only += f" {_random_words(random)}"
    accuracy = card.accuracy_at(epoch_of(current.shown.weights))
    if card.tested is None or accuracy is None:
        return only
    share = f"{accuracy:.1f}% of {card.tested.images:,} test images correctly"
    if as_trained(current, network):
        return f"{only} It answers {share}."
    return f"{only} As trained, it answers {share}. After your changes, it has not been tested."


def _random_words(random: Sequence[RandomLayer]) -> str:
    """Which layers have random weights, and why, if they are few."""
    if len(random) > MAX_REASONS:
        return f"These {len(random)} layers have random weights: {_listed([each.name for each in random])}."
    return " ".join(f"{each.name} has random weights: {each.why}." for each in random)


def _listed(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    rest = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def _knows_words(current: Session, card: ModelCard, network: Network) -> str:
    """What the network can tell apart, and what the image is if that is known."""
    if network.output_shape != (len(card.classes),):
        return (
            f"These weights come from a network that knows {card.knows}. The network as it is now cannot answer with any of "
            "them."
        )
    sample = next((s for s in samples.FASHION if s.name == current.shown.image.sample), None)
    if sample is not None and card.gallery == sample.kind:
        return f"This network knows only {card.knows}. The image is a test image of class **{sample.label}**."
    return f"This network knows only {card.knows}. Whatever you show it, it answers with one of them."


def as_trained(current: Session, network: Network) -> bool:
    """Whether this is the network that was trained, with no weight changed."""
    weights = current.shown.weights
    base = weights.base
    if weights != Weights(base):
        return False
    if isinstance(base, Trained):
        return network.digest == presets.load(base.name).network.digest
    # Nothing says how its other layers were; with all its weights in place it is called as trained.
    return isinstance(base, TrainedHere) and not weights.untrained(network) and not weights.at_defaults(network)
