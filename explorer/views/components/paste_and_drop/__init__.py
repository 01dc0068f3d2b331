"""Component: receives images that are pasted or dropped on the page."""
