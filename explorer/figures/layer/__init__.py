"""Figures of the Layer tab: pages of maps and of filters, bars about maps."""
