"""The app's configuration as command-line flags: Streamlit reads config.toml only from home and the working directory."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from explorer import limits

CONFIG = Path(__file__).parent / "config.toml"
"""A copy of `.streamlit/config.toml` that is installed with the package."""


def flags() -> list[str]:
    """`--section.key=value` for every key of the configuration, nested sections too.

    >>> "--server.fileWatcherType=none" in flags()
    True
    """
    settings = dict(flattened(tomllib.loads(CONFIG.read_text(encoding="utf-8"))))
    settings["server.maxUploadSize"] = limits.UPLOAD_MEGABYTES
    return [f"--{name}={_text(value)}" for name, value in settings.items()]


def flattened(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The keys of a nested table with their full names, and their values: ("theme.light.textColor", "#1f2933")."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
