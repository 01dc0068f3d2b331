"""The training that weights come from, with the weights of each of its epochs that this session can show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.views.shared.own_weights import siblings_of
from explorer.weights import Base, Trained, TrainedHere, Weights
from explorer.weights.cards import ModelCard
from explorer.weights.course import Course, PartCourse


@dataclass(frozen=True)
class Training:
    """A training: its card, whose `epochs` and course are those that can be shown, and the weights of each of them."""

    card: ModelCard
    snapshots: tuple[Base, ...]

    def at(self, epoch: float) -> Base:
        """The weights after `epoch`, one of the card's."""
        return self.snapshots[self.card.epochs.index(epoch)]

    @property
    def playable(self) -> bool:
        """Whether there is more than one epoch to see."""
        return len(self.snapshots) > 1


def training_of(weights: Weights) -> Training | None:
    """The training of the base; None if it was not trained, or nothing is known of how."""
    base = weights.base
    if isinstance(base, Trained):
        card = weights.card
        return None if card is None else Training(card, tuple(Trained(base.name, int(each)) for each in card.epochs))
    return _here(base) if isinstance(base, TrainedHere) and base.present else None


def epoch_of(weights: Weights) -> float:
    """The epoch of weights that were trained; 0 for others."""
    return weights.base.epoch if isinstance(weights.base, Trained | TrainedHere) else 0


def _here(base: TrainedHere) -> Training | None:
    """The training of a snapshot, as the card of its latest sibling tells it."""
    found = siblings_of(base)
    carded = [each for each in found.values() if each.card is not None]
    if not carded:
        return None
    latest = max(carded, key=lambda each: each.epoch)
    assert latest.card is not None
    card = latest.card.shown
    epochs = [epoch for epoch in card.epochs if epoch in found]
    if base.epoch not in epochs:
        return None
    places = [card.epochs.index(epoch) for epoch in epochs]
    tested = card.tested and replace(
        card.tested, accuracy_per_epoch=tuple(card.tested.accuracy_per_epoch[place] for place in places)
    )
    known = replace(card, epochs=tuple(epochs), course=card.course and _course(card.course, places), tested=tested)
    return Training(known, tuple(found[epoch] for epoch in epochs))


def _course(course: Course, places: list[int]) -> Course:
    return Course(_part(course.learned, places), _part(course.unseen, places))


def _part(part: PartCourse, places: list[int]) -> PartCourse:
    loss, accuracy = (tuple(values[place] for place in places) for values in (part.loss, part.accuracy))
    return replace(part, loss=loss, accuracy=accuracy)
