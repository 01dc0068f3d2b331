"""What a cell reads of every step below it, down to the image: exact sets of rows, columns and channels.

>>> network = explorer.presets.load("lenet5").network
>>> explorer.reads.region(network, explorer.Cell("2", 6, 6, 0)).rows
(12, 13, 14, 15, 16, 17)
"""

from explorer.reads.regions import Box, Region, readers, region, regions, spacing, spans

__all__ = ["Box", "Region", "readers", "region", "regions", "spacing", "spans"]
