"""Layers as PyTorch writes them."""

from explorer.formats.text.pasted.torch.context import Context
from explorer.formats.text.pasted.torch.table import TABLE, channels_read, first_conv, layers_of

__all__ = ["TABLE", "Context", "channels_read", "first_conv", "layers_of"]
