"""Starting the app: the command that serves it, and what a notebook hands over to it."""
