"""What a cell reads, layer by layer."""
