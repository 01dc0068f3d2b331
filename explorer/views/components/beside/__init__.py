"""Component: what makes the pictures of the comparison answer: a button for each row, and linked cells in the enlarged pair."""
