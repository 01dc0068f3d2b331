"""What rounded weights change in the network's answers, on the photographs among the explorer's samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer import images, run
from explorer.images import samples
from explorer.images.crop import Crop
from explorer.presets.imagenet import lite0

KINDS = ("photo", "flower")
"""The kinds of samples that are photographs of what ImageNet may know."""


@dataclass(frozen=True)
class Agreement:
    """How the answers of two sets of weights agree in `views` of `photographs`.

    `same_whole` photographs have the same first answer, seen whole, and `same_first` views; in the others the first two
    answers of the exact weights are at most `closest` percentage points apart. `first_shift` is the largest change of the
    first answer's probability, in percentage points.
    """

    photographs: int
    views: int
    same_whole: int
    same_first: int
    closest: float
    first_shift: float

    def words(self) -> str:
        """The agreement in a sentence."""
        others = self.views - self.same_first
        ties = (
            f" In {others} the first two answers are at most {self.closest:.1f} percentage points apart."
            if others
            else ""
        )
        return (
            f"Measured by this project on {self.photographs} sample photographs: the stored weights give the same first answer "
            f"as those of 32 bits to {self.same_whole} of them, and in {self.same_first} of {self.views} views (whole, and "
            f"three crops of 7/8, each also mirrored).{ties} The first answer's probability changes by at most "
            f"{self.first_shift:.1f} percentage points."
        )


def photographs() -> list[str]:
    """The names of the photographs among the samples."""
    return [sample.name for kind in KINDS for sample in samples.of_kind(kind)]


def views(name: str) -> Iterator[np.ndarray]:
    """A photograph as the network takes it, (1, 224, 224, 3) float32 in [0, 1]: whole, as the app shows it, then the centre,
    the top left and the bottom right 7/8 of it; each also mirrored."""
    picture = samples.load(name)
    height, width = picture.pixels.shape[:2]
    rows, cols = height * 7 // 8, width * 7 // 8
    corners = (((height - rows) // 2, (width - cols) // 2), (0, 0), (height - rows, width - cols))
    for part in (None, *(Crop(top, left, rows, cols) for top, left in corners)):
        pixels = images.fit(picture, 224, 224, part=part).pixels
        yield pixels[None]
        yield np.ascontiguousarray(pixels[None, :, ::-1])


def answers(params: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """The probabilities (1000,) that weights `<path>/kernel`, `<path>/bias` give one view."""
    network = lite0()
    by_path: dict[str, dict[str, np.ndarray]] = {}
    for key, array in params.items():
        path, name = key.split("/")
        by_path.setdefault(path, {})[name] = array
    return run(network, by_path, x)[network.steps[-1].path][0]


def compare(exact: dict[str, np.ndarray], rounded: dict[str, np.ndarray]) -> Agreement:
    """Both weights on every view of every photograph."""
    names = photographs()
    pairs = [[(answers(exact, x), answers(rounded, x)) for x in views(name)] for name in names]
    every = [pair for of_one in pairs for pair in of_one]
    different = [a for a, b in every if a.argmax() != b.argmax()]
    margins = [100 * float(np.diff(np.sort(a)[-2:])[0]) for a in different]
    return Agreement(
        photographs=len(names),
        views=len(every),
        same_whole=sum(int(a.argmax() == b.argmax()) for (a, b), *_ in pairs),
        same_first=len(every) - len(different),
        closest=max(margins, default=0.0),
        first_shift=max(100 * abs(float(a.max() - b[a.argmax()])) for a, b in every),
    )
