"""Preparation: what a network expects of an image, and the layers that make it of what the explorer feeds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from explorer.errors import SettingError
from explorer.formats.model import Model
from explorer.layers import ChannelSlice, Normalization, Rescaling
from explorer.layers.base import Layer
from explorer.layers.stack import walk
from explorer.settings import Float, Numbers

_FIRST = re.compile(r"[0-9]+")
_RAW_MEAN = 2.0
"""A first layer that subtracts more than this is made for pixels of 0 to 255."""
_RAW_SCALE = 0.1
"""A first layer that multiplies by less than this as well: Keras' 1 / 255 and 1 / 127.5 do."""
COLORS = 3

Value = TypeVar("Value")


@dataclass(frozen=True)
class Preparation:
    """(x * white - mean) / deviation, with x from 0 (black) to 1 (white); with `bgr`, blue comes first and red last.

    `mean` and `deviation` have one number for all channels or one for each, in the order in which the network gets the
    channels. Raises SettingError for what are no finite numbers, and for a deviation that is not above 0.

    >>> Preparation(mean=(0.5,), deviation=(0.5,)).layers(3)
    (Rescaling(scale=2.0, offset=-1.0),)
    """

    white: float = 1.0
    mean: tuple[float, ...] = (0.0,)
    deviation: tuple[float, ...] = (1.0,)
    bgr: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "white", Float(1e-6, 1e6).check("white", self.white))
        object.__setattr__(self, "mean", Numbers().check("mean", self.mean))
        object.__setattr__(self, "deviation", Numbers(1e-6).check("deviation", self.deviation))

    def layers(self, channels: int) -> tuple[Layer, ...]:
        """The layers for an image of `channels` channels; none if it is right as it is fed.

        Raises SettingError where there are other counts of numbers than channels, or no three channels to turn round.
        """
        self._check(channels)
        turned = (ChannelSlice(start=COLORS - 1, stop=-1, step=-1),) if self.bgr else ()
        return (*turned, *self._scaling())

    def _scaling(self) -> tuple[Layer, ...]:
        if len(self.mean) == len(self.deviation) == 1:
            scale, offset = self.white / self.deviation[0], -self.mean[0] / self.deviation[0]
            return () if (scale, offset) == (1, 0) else (Rescaling(scale=scale, offset=offset or 0.0),)
        # Twelve digits, so that the deviation 0.229 has the variance 0.052441, which is how it is published.
        variance = tuple(float(f"{each * each:.12g}") for each in self.deviation)
        brightened = () if self.white == 1 else (Rescaling(scale=self.white),)
        return (*brightened, Normalization(mean=self.mean, variance=variance))

    def _check(self, channels: int) -> None:
        for name, given in (("mean", self.mean), ("deviation", self.deviation)):
            if len(given) not in (1, channels):
                raise SettingError(
                    f"The {name} has {len(given):,} numbers, but the image has {channels:,} channel{'s' * (channels != 1)}.",
                    "Give one number for each channel, or one for all.",
                )
        if self.bgr and channels != COLORS:
            raise SettingError(
                f"Red and blue cannot change places in an image of {channels:,} channel{'s' * (channels != 1)}.",
                "Choose red, green, blue.",
            )


AS_FED = Preparation()
"""0 to 1: nothing is done to the image."""
RAW = Preparation(white=255.0)
"""0 to 255, as files hold pixels."""
SIGNED = Preparation(mean=(0.5,), deviation=(0.5,))
"""−1 to 1: Keras' MobileNets and Inceptions."""
IMAGENET = Preparation(mean=(0.485, 0.456, 0.406), deviation=(0.229, 0.224, 0.225))
"""Minus the mean of ImageNet's photos, divided by their deviation: torchvision's networks."""


def guessed(layers: tuple[Layer, ...]) -> Preparation:
    """What a network expects, as far as its first layer tells: RAW if it scales pixels down itself, else AS_FED.

    >>> guessed((explorer.Rescaling(scale=1 / 255),)) == RAW
    True
    """
    match layers[:1]:
        case (Rescaling(scale=scale),) if abs(scale) < _RAW_SCALE:
            return RAW
        case (Normalization(mean=mean),) if max(map(abs, mean)) > _RAW_MEAN:
            return RAW
    return AS_FED


def prepared(model: Model, preparation: Preparation) -> Model:
    """The model behind the layers of a preparation: the weights and the origins stay with their layers.

    Raises SettingError for a preparation that does not go with the model's channels.
    """
    first = preparation.layers(model.input_shape[2])
    if not first:
        return model
    layers = (*first, *model.layers)
    paths = {path: path for path, _ in walk(model.layers)}
    new_paths = {old: new for new, old in moved(paths, len(first)).items()}
    return replace(
        model,
        layers=layers,
        params=moved(model.params, len(first)),
        origins=moved(model.origins, len(first)),
        names=tuple(moved(dict(model.names), len(first)).items()),
        recipe=model.recipe.moved(new_paths, model.layers, layers),
    )


def moved(by_path: Mapping[str, Value], by: int) -> dict[str, Value]:
    """What is known by path, after `by` layers were put in front of the network.

    >>> moved({"0": "a", "12.b0.3": "b"}, 2)
    {'2': 'a', '14.b0.3': 'b'}
    """
    return {_FIRST.sub(lambda found: str(int(found[0]) + by), path, count=1): each for path, each in by_path.items()}
