"""Influence: how much a cell, a layer's cells on average, or a class's score depends on each pixel, by gradients."""

from explorer.analysis.influence.class_map import ClassMap, class_map, classifies, score_cell
from explorer.analysis.influence.effective import EffectiveField, effective_field, effective_set
from explorer.analysis.influence.saliency import saliency, smoothed, strongest_per_pixel
from explorer.analysis.influence.target import Target, gradients, target

__all__ = [
    "ClassMap",
    "EffectiveField",
    "Target",
    "class_map",
    "classifies",
    "effective_field",
    "effective_set",
    "gradients",
    "saliency",
    "score_cell",
    "smoothed",
    "strongest_per_pixel",
    "target",
]
