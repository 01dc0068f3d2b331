"""Kinds of layers as operators: for each a function that adds them to the graph."""
