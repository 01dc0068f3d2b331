"""Formulas as data: each kind of layer states its own once, to be shown as words or LaTeX and evaluated by numpy."""
