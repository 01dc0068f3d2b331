"""Inverse design: which small edits bring a network to a wanted output size, receptive field or cost."""

from explorer.analysis.goals.edits import Edit, applied
from explorer.analysis.goals.goal import FIELD, GOALS, MACS, PARAMETERS, SIZE, last_map, measure, meets
from explorer.analysis.goals.search import Proposal, smallest_edits

__all__ = [
    "FIELD",
    "GOALS",
    "MACS",
    "PARAMETERS",
    "SIZE",
    "Edit",
    "Proposal",
    "applied",
    "last_map",
    "measure",
    "meets",
    "smallest_edits",
]
