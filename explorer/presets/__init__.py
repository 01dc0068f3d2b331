"""Presets: networks to start from, each with weights, an image and a selected cell.

>>> explorer.presets.NAMES[:3], explorer.presets.OPENING
(('flowers_vgg', 'efficientnet_lite0', 'efficientnet_stem'), 'flowers_vgg')
"""

from explorer.presets.catalogue import BRANCHED, DEEP, NAMES, OPENING, load
from explorer.presets.preset import Preset
from explorer.presets.teaching import EDGE_FILTERS

__all__ = ["BRANCHED", "DEEP", "EDGE_FILTERS", "NAMES", "OPENING", "Preset", "load"]
