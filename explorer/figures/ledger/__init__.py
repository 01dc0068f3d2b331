"""Figures and sentences of ledgers: the arithmetic that produced the number of one cell."""
