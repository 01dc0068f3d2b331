"""Scripts that made the shipped weights. Nothing under `explorer/` imports from here."""
