"""How the overview is laid out: widths of texts, scale groups, rows, columns, gaps, headings."""
