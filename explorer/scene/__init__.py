"""Everything that decides what is on the screen, and the links that hold it."""

from explorer.scene.scene import FACES, SCOPES, Comparison, Face, ImageChoice, Scene

__all__ = ["FACES", "SCOPES", "Comparison", "Face", "ImageChoice", "Scene"]
