"""Learning: a network and examples, and step by step better weights."""

from explorer.learning.augmentation import Augmentation
from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data import DataSet, Examples
from explorer.learning.fitting import Fitting, TrainedStep, fit
from explorer.learning.health import History, LayerHealth, Remark, examine, remarks
from explorer.learning.histograms import Histogram, Spread, histogram, together
from explorer.learning.layout import Layout
from explorer.learning.lens import OneStep, Term
from explorer.learning.losses import LOSSES
from explorer.learning.measuring import Measured, measure
from explorer.learning.optimizers import OPTIMIZERS, SGD, Adam, AdamW
from explorer.learning.recipe import Recipe
from explorer.learning.schedules import SCHEDULES, Constant, Cosine, Schedule, StepDecay

__all__ = [
    "LOSSES",
    "OPTIMIZERS",
    "SCHEDULES",
    "SGD",
    "Adam",
    "AdamW",
    "Augmentation",
    "Checkpoint",
    "Constant",
    "Cosine",
    "DataSet",
    "Examples",
    "Fitting",
    "Histogram",
    "History",
    "LayerHealth",
    "Layout",
    "Measured",
    "OneStep",
    "Recipe",
    "Remark",
    "Schedule",
    "Spread",
    "StepDecay",
    "Term",
    "TrainedStep",
    "examine",
    "fit",
    "histogram",
    "measure",
    "remarks",
    "together",
]
