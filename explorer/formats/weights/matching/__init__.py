"""Which arrays of a file belong to which layer of a network."""
