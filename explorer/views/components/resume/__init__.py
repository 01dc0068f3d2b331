"""Component: remembers in the browser at which step a walkthrough was left."""
