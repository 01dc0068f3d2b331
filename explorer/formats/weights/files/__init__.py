"""Files of weights, read to arrays by name."""
