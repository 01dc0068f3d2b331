"""The Explore page and its tabs."""
