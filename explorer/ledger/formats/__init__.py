"""Writing a ledger as LaTeX or as CSV."""
