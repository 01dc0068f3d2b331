"""All maps of a network in one picture."""
