"""Cell: the address of one number of a network."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One number: `channel` at (`row`, `col`) of the step at `path`. A unit of a vector is row 0, column 0."""

    path: str
    row: int
    col: int
    channel: int
