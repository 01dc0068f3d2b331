"""The component with buttons that stand for the arrow keys on a phone."""
