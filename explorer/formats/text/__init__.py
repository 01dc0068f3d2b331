"""The network as text, both ways: docs/text.md describes it. Pasted layer lists of Keras and PyTorch are read as well."""

from explorer.formats.text.entries import Reading
from explorer.formats.text.reading import from_text, read, to_text
from explorer.formats.text.writing import text_of

__all__ = ["Reading", "from_text", "read", "text_of", "to_text"]
