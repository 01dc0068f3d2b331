"""The studies of the lessons on learning: from the loss to the gradient, and from one step to a whole training."""
