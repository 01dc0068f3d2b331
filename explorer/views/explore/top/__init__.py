"""The row above the overview, and what the visitor is led to do first."""
