"""Training, a way of Explore: the panel beside the maps that sets up a training, runs it, and shows it live."""
