"""The scene beside another in its link: the comparison as plain data, in which the other side is its difference to this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from explorer.scene.differences import Plain, changed, difference
from explorer.scene.scene import PARTS, Comparison, Scene

KEY: Final = "beside"
"""Under this key the plain data of a scene have what stands beside it."""


def with_comparison(plain: Plain, compared: Comparison | None, to_plain: Callable[[Scene], Plain]) -> Plain:
    """The plain data of a scene with those of what stands beside it; without, as they are."""
    if compared is None:
        return plain
    entry: Plain = {} if compared.other is None else difference(plain, to_plain(compared.other))
    if compared.part != PARTS[0]:
        entry["part"] = compared.part
    return {**plain, KEY: entry}


def comparison_of(plain: Mapping[str, Any], scene_of: Callable[[Plain], Scene]) -> Comparison | None:
    """The reverse; `scene_of` reads a scene. Raises ValueError for a part that is not known, and whatever `scene_of` does."""
    if KEY not in plain:
        return None
    entry = plain[KEY]
    own = {key: value for key, value in plain.items() if key != KEY}
    other = {key: value for key, value in changed(own, entry).items() if key != KEY} if "s" in entry else None
    part = PARTS[PARTS.index(entry.get("part", PARTS[0]))]
    return Comparison(scene_of(other) if other is not None else None, part)
