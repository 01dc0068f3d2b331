"""What changes a number: gradients as pictures. Of one cell on this image, of a layer on average, of a class."""

from explorer.analysis.influence.class_map import ClassMap, class_map, classifies, score
from explorer.analysis.influence.effective import EffectiveField, effective_field, spread
from explorer.analysis.influence.saliency import saliency, smoothed, strongest
from explorer.analysis.influence.target import Target, gradients, target

__all__ = [
    "ClassMap",
    "EffectiveField",
    "Target",
    "class_map",
    "classifies",
    "effective_field",
    "gradients",
    "saliency",
    "score",
    "smoothed",
    "spread",
    "strongest",
    "target",
]
