"""What an edit changed in a layer's settings, in a few words."""

from __future__ import annotations

from typing import Any

from explorer.layers.base import Layer, Shape
from explorer.layers.stack import Branches, Stack
from explorer.settings import settings_of


def change_words(old: Layer, new: Layer) -> str:
    """The settings in which two layers of a kind differ: "pool size 2 × 2 → 3 × 3, strides 2 × 2 → 3 × 3"."""
    changed = [
        f"{setting.name.replace('_', ' ')} {_value(getattr(old, setting.name))} → {_value(getattr(new, setting.name))}"
        for setting in settings_of(old)
        if not isinstance(setting.type, Stack | Branches) and getattr(old, setting.name) != getattr(new, setting.name)
    ]
    return ", ".join(changed)


def shape_words(shape: Shape) -> str:
    """A shape as "64 × 64 × 3"."""
    return " × ".join(f"{length:,}" for length in shape)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " × ".join(map(str, value)) if all(isinstance(side, int) for side in value) else "custom"
    return f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
