"""A training as it is watched: its curve, its snapshots, its pace, and whose turn it is."""
