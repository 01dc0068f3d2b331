"""Browser tests of the focus."""
