"""Links the charts: hover, click and keys in one, outlines in all."""
