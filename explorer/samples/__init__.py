"""The gallery: images that need no upload. LICENCES.md has author, source and licence of each photograph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from explorer.errors import ImageError
from explorer.images import Picture, decode
from explorer.samples import patterns

_FOLDER: Final = Path(__file__).parent
_BY_CODE: Final = "Made by code"


@dataclass(frozen=True)
class Sample:
    """One image of the gallery: `name` goes into links and never changes, `credit` is shown with it."""

    name: str
    title: str
    kind: Literal["photo", "pattern"]
    credit: str


SAMPLES: Final[tuple[Sample, ...]] = (
    Sample("cat", "Chelsea the cat", "photo", "Stefan van der Walt, CC0"),
    Sample("coffee", "Coffee cup", "photo", "Rachel Michetti, CC0"),
    Sample("astronaut", "Astronaut Eileen Collins", "photo", "NASA, public domain"),
    Sample("pagoda", "Pagoda above a lake", "photo", "danielbuechele (Flickr), CC BY 2.0, cropped"),
    Sample("flower", "Dahlia", "photo", "vultilion (Flickr), CC BY 2.0, cropped"),
    Sample("rocket", "Falcon 9 before launch", "photo", "SpaceX, public domain"),
    Sample("photographer", "Photographer (grey)", "photo", "Lav Varshney, CC0"),
    Sample("impulse", "Impulse: one white pixel", "pattern", _BY_CODE),
    Sample("vertical-edge", "Vertical edge", "pattern", _BY_CODE),
    Sample("horizontal-edge", "Horizontal edge", "pattern", _BY_CODE),
    Sample("checkerboard", "Checkerboard of 8 px", "pattern", _BY_CODE),
    Sample("zone-plate", "Zone plate: every frequency", "pattern", _BY_CODE),
    Sample("ramp", "Grey ramp", "pattern", _BY_CODE),
)

_PATTERNS: Final[dict[str, Callable[[], patterns.Pixels]]] = {
    "impulse": patterns.impulse,
    "vertical-edge": patterns.vertical_edge,
    "horizontal-edge": patterns.horizontal_edge,
    "checkerboard": patterns.checkerboard,
    "zone-plate": patterns.zone_plate,
    "ramp": patterns.ramp,
}


@lru_cache(maxsize=len(SAMPLES))
def load(name: str) -> Picture:
    """The picture of a sample, (height, width, 3) in [0, 1], read-only and shared by all callers.

    Raises ImageError, with the names that exist, for an unknown name.
    """
    if name not in {sample.name for sample in SAMPLES}:
        names = ", ".join(sample.name for sample in SAMPLES)
        raise ImageError(f"There is no sample image called {name!r}.", f"Use one of {names}.")
    if name not in _PATTERNS:
        return decode((_FOLDER / f"{name}.jpg").read_bytes())
    pixels = _PATTERNS[name]()
    pixels.setflags(write=False)
    return Picture(pixels)
