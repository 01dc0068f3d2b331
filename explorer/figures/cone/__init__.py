"""Figures of what a cell reads in every layer below it (its cone), and of coverage."""
