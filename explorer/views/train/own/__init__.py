"""Classes of the visitor's own: drawn, taken with the camera, or uploaded."""
