"""Everything that decides what is on the screen, and the links that hold it."""

from explorer.scene.scene import SCOPES, ImageChoice, Scene

__all__ = ["SCOPES", "ImageChoice", "Scene"]
