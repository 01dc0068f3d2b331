"""The strip below the overview: the training of its network, played epoch by epoch, and what the colours mean."""
