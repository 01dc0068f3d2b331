"""A ledger as LaTeX and as CSV."""
