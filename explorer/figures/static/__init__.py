"""A demo as one web page that needs no server: maps, loupe, outlines and arithmetic, in one self-contained HTML file."""
