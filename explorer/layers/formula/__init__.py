"""Formulas as data: written once on the page of a kind, read as words, as LaTeX and by numpy."""
