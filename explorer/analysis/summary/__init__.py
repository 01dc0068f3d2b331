"""What the summary of a network says beyond its table: memory, and layers that are too late to see more of the image."""

from explorer.analysis.summary.effective import EffectiveSize, effective_sizes, looking, macs_of
from explorer.analysis.summary.fields import smallest_fields, unproductive
from explorer.analysis.summary.memory import OPTIMIZERS, Forward, Training, forward, training

__all__ = [
    "OPTIMIZERS",
    "EffectiveSize",
    "Forward",
    "Training",
    "effective_sizes",
    "forward",
    "looking",
    "macs_of",
    "smallest_fields",
    "training",
    "unproductive",
]
