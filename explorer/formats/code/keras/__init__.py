"""Networks as Keras 3: source and weights."""
