"""The report: a network, an image, and the arithmetic of one cell as one HTML file for screens and for paper."""
