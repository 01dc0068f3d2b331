"""Component: a picture with a movable crop frame."""
