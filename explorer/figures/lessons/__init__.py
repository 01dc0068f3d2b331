"""Figures of lessons and exercises, and the printable sheet of exercises."""
