"""Figures that go with a link: its QR code, and the picture that stands for it."""
