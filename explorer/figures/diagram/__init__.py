"""The architecture as a diagram for papers: a record of placed boxes, wires and texts in points, and its drawing."""
