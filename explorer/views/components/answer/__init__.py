"""The likeliest classes as bars."""
