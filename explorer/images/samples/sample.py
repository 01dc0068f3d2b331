"""Sample: what is known about one image of the gallery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Sample:
    """One image of the gallery: `name` goes into links and never changes, `credit` is shown with it.

    Clothing has its true class as `label`, and as `predicted` the class that fashion_tinyvgg gives it.
    """

    name: str
    title: str
    kind: Literal["photo", "pattern", "fashion"]
    credit: str
    label: str = ""
    predicted: str = ""
