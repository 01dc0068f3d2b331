"""Dashes: the lengths in px that Plotly gives to each of its styles."""

from __future__ import annotations

from explorer.figures.vector.reading.known import check_value

_TIMES: dict[str, tuple[float, ...]] = {
    "solid": (),
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 2, 1, 2),
}
_LEAST = 3.0


def dash_of(style: str | None, width: float) -> tuple[float, ...]:
    """Lengths of dashes and gaps for a style, or for a list such as "4px,3px". Raises SettingError for any other."""
    if not style:
        return ()
    if style[0].isdigit():
        return tuple(float(part.strip().removesuffix("px")) for part in style.split(","))
    check_value(style, tuple(_TIMES), "a line with the dash")
    return tuple(times * max(width, _LEAST) for times in _TIMES[style])
