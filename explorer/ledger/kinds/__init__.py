"""The ledgers of each kind of layer."""
