"""The sidebar: the network as a list of forms."""
