"""What a cell reads of every step below it, down to the image: exact sets of rows, columns and channels."""

from explorer.reads.regions import Box, Region, readers, region, regions, spacing, spans

__all__ = ["Box", "Region", "readers", "region", "regions", "spacing", "spans"]
