"""Learning: a network and examples, and step by step better weights.

>>> network = explorer.Network((explorer.Flatten(), explorer.Dense(units=2), explorer.Softmax()), (1, 2, 1))
>>> data = explorer.learning.Examples(np.eye(2).reshape(2, 1, 2, 1), np.array([0, 1]))
>>> fitting = explorer.fit(network, data, explorer.Recipe(explorer.SGD(), learning_rate=1.0))
>>> losses = [step.loss for step in fitting]
>>> losses[-1] < losses[0], fitting.measure(data).accuracy
(True, 1.0)
"""

from explorer.learning.checkpoint import Checkpoint
from explorer.learning.data import DataSet, Examples
from explorer.learning.fitting import Fitting, TrainedStep, fit
from explorer.learning.health import History, LayerHealth, Remark, examine, remarks
from explorer.learning.histograms import Histogram, Spread, histogram, together
from explorer.learning.layout import Layout
from explorer.learning.lens import OneStep, Term
from explorer.learning.measuring import Measured, measure
from explorer.learning.recipe.augmentation import Augmentation
from explorer.learning.recipe.losses import LOSSES
from explorer.learning.recipe.optimizers import OPTIMIZERS, SGD, Adam, AdamW
from explorer.learning.recipe.recipe import Recipe
from explorer.learning.recipe.schedules import SCHEDULES, Constant, Cosine, Schedule, StepDecay

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
