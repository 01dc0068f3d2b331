"""Networks as source code of Keras 3 and PyTorch, with weights and a check: docs/export.md."""
