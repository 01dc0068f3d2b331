"""What a cell reads: exact sets of rows, columns and channels, step by step down to the image."""

from explorer.reads.regions import Box, Region, readers, region, regions, spacing, spans

__all__ = ["Box", "Region", "readers", "region", "regions", "spacing", "spans"]
