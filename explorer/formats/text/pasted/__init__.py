"""Layer lists of Keras and PyTorch, and printed PyTorch models: parsed, never run."""

from explorer.formats.text.pasted.choosing import is_pasted, read_pasted

__all__ = ["is_pasted", "read_pasted"]
