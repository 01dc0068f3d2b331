"""The arithmetic of a cell as a picture."""
