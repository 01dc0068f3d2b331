"""Groups of channels: what fits into them, and what to try where something does not."""

from __future__ import annotations

from typing import Any

from explorer.errors import ShapeError
from explorer.limits import CHANNELS


def check_groups(groups: int, channels: int, filters: int) -> None:
    """Raises ShapeError if `groups` equal groups cannot be made of the input maps or of the filters."""
    if channels % groups or filters % groups:
        what = f"gets {channels:,}" if channels % groups else f"has {filters:,}"
        needed = "input maps" if channels % groups else "filters"
        raise ShapeError(
            f"It needs {needed} that split into {groups} equal groups, but {what}.",
            "Use a number of groups that divides both the input maps and the filters.",
        )


def group_repairs(groups: int, channels: int, filters: int) -> tuple[dict[str, Any], ...]:
    """Changes of settings that make the groups fit, nearest first; none where they do."""
    if not (channels % groups or filters % groups):
        return ()
    divisors = [g for g in range(groups, 0, -1) if channels % g == 0 and filters % g == 0]
    more = -(-filters // groups) * groups
    return (*(({"filters": more},) if more <= CHANNELS else ()), *({"groups": g} for g in divisors[:2]))
