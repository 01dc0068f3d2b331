"""Component: brings the tab that a lesson sends its reader to into view."""
