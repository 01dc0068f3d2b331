"""Networks to start from, each with weights, an image and a cell to look at."""

from explorer.presets.catalogue import BRANCHED, EDGE_FILTERS, NAMES, OPENING, Preset, load

__all__ = ["BRANCHED", "EDGE_FILTERS", "NAMES", "OPENING", "Preset", "load"]
