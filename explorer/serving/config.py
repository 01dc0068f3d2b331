"""The app's configuration as flags for Streamlit, which itself reads config.toml from home and the working directory only."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).parent / "config.toml"
"""A copy of `.streamlit/config.toml`, so that it is there when the package is installed."""


def flags() -> list[str]:
    """`--section.key=value` for every key of the configuration, nested sections too.

    >>> "--server.fileWatcherType=none" in flags()
    True
    """
    return [f"--{name}={_text(value)}" for name, value in settings(tomllib.loads(CONFIG.read_text(encoding="utf-8")))]


def settings(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a table with its full name: ("theme.light.textColor", "#1f2933")."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from settings(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
