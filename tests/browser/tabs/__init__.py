"""Browser tests of the tabs below the picture."""
