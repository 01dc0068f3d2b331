"""The sidebar: the network as a list of layers with forms."""
