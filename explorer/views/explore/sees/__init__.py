"""The Receptive field tab: what the selected cell reads, and what would change its number."""
