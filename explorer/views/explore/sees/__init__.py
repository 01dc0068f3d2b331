"""The Sees tab: what the selected cell looks at, and what would move it."""
