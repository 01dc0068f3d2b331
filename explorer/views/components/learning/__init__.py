"""Component: the panel of a training: its buttons, and what is shown live of it, fetched from the server in the background."""
