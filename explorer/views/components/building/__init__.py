"""Component: the menu that adds a layer, the insert mark, and moving rows by drag and by keys."""
