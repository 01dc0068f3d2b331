"""Networks as source code of Keras 3 and PyTorch, with weights and a check: docs/export.md describes it."""

from explorer.formats.code.archive import FRAMEWORKS, Framework, code_files, write_code_archive
from explorer.formats.code.keras.arrays import keras_arrays
from explorer.formats.code.keras.source import to_keras
from explorer.formats.code.torch.arrays import torch_state
from explorer.formats.code.torch.source import to_pytorch

__all__ = [
    "FRAMEWORKS",
    "Framework",
    "code_files",
    "keras_arrays",
    "to_keras",
    "to_pytorch",
    "torch_state",
    "write_code_archive",
]
