"""Arrays of one's own as a data set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.errors import WeightsError
from explorer.learning.data.examples import DataSet, Examples
from explorer.learning.data.splitting import VALIDATION, split_examples


def from_arrays(
    x: Any,
    y: Any,
    classes: Sequence[str] | None = None,
    validation: float | tuple[Any, Any] = VALIDATION,
    seed: int = 0,
) -> DataSet:
    """A data set of pictures `x` (n, rows, columns, channels), or (n, rows, columns) for one channel, and answers `y`.

    `x` and `y` are as `Examples` takes them. `classes` names the classes, in the order of their numbers; without, they are
    called by their numbers. `validation` is the share that is kept to measure with, drawn from `seed`, or other arrays (x, y).
    Raises WeightsError for arrays that do not belong together.

    >>> data = explorer.learning.data.from_arrays(np.zeros((10, 8, 8), np.uint8), np.arange(10) % 2, ("a", "b"))
    >>> len(data.training), len(data.validation), data.training.x.shape
    (8, 2, (8, 8, 8, 1))
    """
    examples = _examples(x, y)
    other = _examples(*validation) if isinstance(validation, tuple) else None
    names = _classes([examples, *([other] if other else [])], classes)
    if other is None:
        assert not isinstance(validation, tuple)
        return split_examples("Your arrays", examples, names, validation, seed)
    if other.x.shape[1:] != examples.x.shape[1:]:
        raise WeightsError(
            f"The pictures to measure with have shape {other.x.shape[1:]}, those to learn from {examples.x.shape[1:]}.",
            "Give both the same rows, columns and channels.",
        )
    return DataSet("Your arrays", names, examples, other)


def _examples(x: Any, y: Any) -> Examples:
    pictures = np.asarray(x)
    return Examples(pictures[..., None] if pictures.ndim == 3 else pictures, np.asarray(y))


def _classes(parts: list[Examples], classes: Sequence[str] | None) -> tuple[str, ...]:
    """The names of the classes; () for float targets without names. Raises WeightsError for numbers without a name."""
    if any(part.y.dtype.kind == "f" for part in parts):
        return tuple(classes or ())
    lowest = min(int(part.y.min(initial=0)) for part in parts)
    highest = max(int(part.y.max(initial=-1)) for part in parts)
    names = tuple(classes) if classes is not None else tuple(str(number) for number in range(highest + 1))
    if lowest < 0 or highest >= len(names):
        raise WeightsError(
            f"The classes are numbered from {lowest:,} to {highest:,}, and there are {len(names):,} names.",
            "Number the classes from 0 on, and give each a name.",
        )
    return names
