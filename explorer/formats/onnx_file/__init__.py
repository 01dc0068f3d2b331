"""ONNX files as networks: read by a description of our own, nothing executed."""
