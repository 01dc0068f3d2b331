"""How a cell of each kind of layer is explained."""
