"""Networks as PyTorch: source and weights."""
