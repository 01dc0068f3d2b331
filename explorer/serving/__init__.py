"""Starting the app in a process of its own, and passing it a network from a notebook."""
