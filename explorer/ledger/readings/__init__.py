"""Other readings of the same arithmetic: a window that slides, and cells that lay their kernel down."""
