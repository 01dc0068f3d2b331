"""Switches of what is outlined in the overview."""
