"""Whole maps instead of one cell: all that is needed to follow how a layer computes an output map, cell by cell."""
