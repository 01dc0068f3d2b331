"""Sample: one image of the gallery, without its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Sample:
    """One image of the gallery: `name` is part of links and never changes, `credit` is shown with it.

    For clothing, `label` is the true class and `predicted` the class that fashion_tinyvgg gives it; else both are "".
    """

    name: str
    title: str
    kind: Literal["photo", "flower", "pattern", "fashion"]
    credit: str
    label: str = ""
    predicted: str = ""
