"""What the summary of a network says beyond its table: memory, and layers that are too late to see more of the image."""

from explorer.analysis.summary.fields import smallest_fields, unproductive
from explorer.analysis.summary.memory import OPTIMIZERS, Forward, Training, forward, training

__all__ = ["OPTIMIZERS", "Forward", "Training", "forward", "smallest_fields", "training", "unproductive"]
