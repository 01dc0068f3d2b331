"""Changes of settings in words, as buttons show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from explorer.settings import setting_text


def change_words(changes: Mapping[str, Any]) -> str:
    """Changes of settings in words: "Make the kernel 5 × 5", "Set the padding to “same”".

    >>> change_words({"strides": (2, 2), "padding": "same"})
    'Make the stride 2, and set the padding to “same”'
    """
    first, *others = [_words(name, value) for name, value in changes.items()]
    return first + "".join(f", and {other[0].lower()}{other[1:]}" for other in others)


def _words(name: str, value: Any) -> str:
    match name, value:
        case "kernel_size", (rows, cols):
            return f"Make the kernel {rows} × {cols}"
        case "pool_size", (rows, cols):
            return f"Make the window {rows} × {cols}"
        case "strides", _:
            return f"Make the stride {setting_text(value)}"
        case "dilation_rate", _:
            return f"Make the dilation {setting_text(value)}"
        case "size", _:
            return f"Make the factor {setting_text(value)}"
        case "padding", str(word):
            return f"Set the padding to “{word}”"
        case "padding", _:
            return f"Pad {setting_text(value)}"
        case "cropping", _:
            return f"Crop {setting_text(value)}"
        case "filters" | "groups", _:
            return f"Use {setting_text(value)} {name if value != 1 else name.removesuffix('s')}"
    return f"Set the {name.replace('_', ' ')} to {setting_text(value)}"
