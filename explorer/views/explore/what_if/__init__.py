"""The What if tab: edits of a filter and their effect."""
