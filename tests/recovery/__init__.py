"""Lost connections, reloads and restarts: what a visitor was promised holds. `make soak` runs `checks.py`."""
