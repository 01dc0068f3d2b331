"""Figures as files without a browser: a small display list, written as SVG (text stays text) or drawn as PNG by Pillow."""
