"""Analyses of a network: the table of its layers, advice, inverse design, weight sharing, influence."""
