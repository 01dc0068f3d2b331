"""Component: the progress of the course, kept in the browser."""
