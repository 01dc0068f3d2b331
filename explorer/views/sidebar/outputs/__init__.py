"""What the sidebar says of the outputs: their names."""
