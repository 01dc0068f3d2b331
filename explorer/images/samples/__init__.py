"""The gallery: sample images that need no upload. LICENCES.md has author, source and licence of each photograph."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from explorer.errors import ImageError
from explorer.images.decoding import decode
from explorer.images.fitting import check_target_size
from explorer.images.picture import Picture
from explorer.images.samples import patterns
from explorer.images.samples.fashion import FASHION, PICTURES
from explorer.images.samples.sample import Sample

__all__ = ["FASHION", "SAMPLES", "Sample", "load", "of_kind", "pattern_at"]

_FOLDER: Final = Path(__file__).parent / "photographs"
_BY_CODE: Final = "Made by code"


SAMPLES: Final[tuple[Sample, ...]] = (
    Sample("cat", "Chelsea the cat", "photo", "Stefan van der Walt, CC0"),
    Sample("coffee", "Coffee cup", "photo", "Rachel Michetti, CC0"),
    Sample("astronaut", "Astronaut Eileen Collins", "photo", "NASA, public domain"),
    Sample("pagoda", "Pagoda above a lake", "photo", "danielbuechele (Flickr), CC BY 2.0, cropped"),
    Sample("flower", "Dahlia", "photo", "vultilion (Flickr), CC BY 2.0, cropped"),
    Sample("rocket", "Falcon 9 before launch", "photo", "SpaceX, public domain"),
    Sample("photographer", "Photographer (grey)", "photo", "Lav Varshney, CC0"),
    Sample("dogs", "Two dogs at the door", "photo", "Aitzol Berasategi, CC BY 4.0, cropped"),
    Sample("dragonfly", "Dragonfly", "photo", "Bolly, CC BY-SA 4.0, cropped"),
    Sample("fig", "Fig in a red bowl", "photo", "Trevor “Freespace”, CC BY 4.0, cropped"),
    Sample("drum", "Drum on a cushion", "photo", "Jakub Mede, CC BY 4.0, cropped"),
    Sample("mountains", "Picos de Europa", "photo", "Aitzol Berasategi, CC BY 4.0, cropped"),
    Sample("brushes", "Paint brushes", "photo", "Trevor “Freespace”, CC BY 4.0, cropped"),
    Sample("dandelion", "Dandelion clock", "flower", "Clemens Engelhardt, CC0, cropped"),
    Sample("dandelions", "Meadow of dandelions", "flower", "Clemens Engelhardt, CC0, cropped"),
    Sample("impulse", "Impulse: one white pixel", "pattern", _BY_CODE),
    Sample("vertical-edge", "Vertical edge", "pattern", _BY_CODE),
    Sample("horizontal-edge", "Horizontal edge", "pattern", _BY_CODE),
    Sample("checkerboard", "Checkerboard", "pattern", _BY_CODE),
    Sample("zone-plate", "Zone plate: every frequency", "pattern", _BY_CODE),
    Sample("ramp", "Grey ramp", "pattern", _BY_CODE),
)

_PATTERNS: Final[dict[str, Callable[[int, int], patterns.Pixels]]] = {
    "impulse": patterns.impulse,
    "vertical-edge": patterns.vertical_edge,
    "horizontal-edge": patterns.horizontal_edge,
    "checkerboard": patterns.checkerboard,
    "zone-plate": patterns.zone_plate,
    "ramp": patterns.ramp,
}


def of_kind(kind: str) -> tuple[Sample, ...]:
    """The samples of one kind: "photo", "flower", "pattern" or "fashion".

    >>> explorer.images.samples.of_kind("pattern")[0].title
    'Impulse: one white pixel'
    """
    return tuple(sample for sample in (*SAMPLES, *FASHION) if sample.kind == kind)


@lru_cache(maxsize=len(SAMPLES) + len(FASHION))
def load(name: str) -> Picture:
    """The picture of a sample, (height, width, 3) in [0, 1], read-only and shared by all callers.

    Raises ImageError, with the names that exist, for an unknown name.
    """
    _check_name(name)
    if name in PICTURES:
        return PICTURES[name]
    pattern = pattern_at(name, patterns.SIDE, patterns.SIDE)
    return pattern or decode((_FOLDER / f"{name}.jpg").read_bytes())


def pattern_at(name: str, height: int, width: int) -> Picture | None:
    """A test pattern made at (height, width, 3) px, so that nothing of it is lost in shrinking; None for photographs.

    Raises ImageError for an unknown name or a size that no image can have.
    """
    _check_name(name)
    check_target_size(height, width)
    return Picture(_PATTERNS[name](height, width)) if name in _PATTERNS else None


def _check_name(name: str) -> None:
    if name not in {sample.name for sample in (*SAMPLES, *FASHION)}:
        names = ", ".join(sample.name for sample in SAMPLES)
        raise ImageError(
            f"There is no sample image called {name!r}.", f"Use one of {names}, or clothing such as {FASHION[0].name}."
        )
