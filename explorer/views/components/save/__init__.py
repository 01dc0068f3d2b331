"""Component: a row that saves a chart of the page as a picture."""
