"""What is different between two scenes as plain data, so that a link says once what both have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from explorer.network import canonical

Plain = dict[str, Any]
"""Plain data for JSON with texts as keys."""


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Plain:
    """What makes `after` of `before`: under "s" the keys that are new or changed, under "g", if there are some, those that go.

    >>> difference({"i": (8, 8), "n": ""}, {"i": (9, 9)})
    {'s': {'i': [9, 9]}, 'g': ['n']}
    """
    before, after = as_json(before), as_json(after)
    gone = sorted(set(before) - set(after))
    return {"s": {key: value for key, value in after.items() if before.get(key) != value}} | (
        {"g": gone} if gone else {}
    )


def changed(before: Mapping[str, Any], entry: Mapping[str, Any]) -> Plain:
    """`before` with a `difference`. Raises AttributeError, KeyError or TypeError for what is none.

    >>> changed({"i": [8, 8], "n": ""}, {"s": {"i": [9, 9]}, "g": ["n"]})
    {'i': [9, 9]}
    """
    gone = entry.get("g", [])
    return {key: value for key, value in {**before, **entry["s"]}.items() if key not in gone}


def as_json(plain: Mapping[str, Any]) -> Plain:
    """The same through JSON and back, so that tuples and lists compare alike."""
    found: Plain = json.loads(canonical(plain))
    return found
