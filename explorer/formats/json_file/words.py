"""The words of the format that are no settings: what writer, reader and schema share."""

from __future__ import annotations

from typing import Final

FORMAT: Final = 1
"""Counts up when an older reader could no longer show what is meant."""
KIND: Final = "kind"
NAME: Final = "name"
NETWORK: Final = ("$schema", "format", "input_shape", "layers", "weights", "classes")
"""The fields of a file, in the order in which they are written."""
REQUIRED: Final = ("format", "input_shape", "layers")
BASES: Final = ("seeded", "trained", "uploaded", "trained_here")
EDITS: Final = ("kernels", "filters", "numbers", "streams", "plain_streams")
