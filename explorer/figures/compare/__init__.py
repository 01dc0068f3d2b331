"""Two networks side by side: a row of maps for each pair of layers, and one pair of maps enlarged."""
