"""Networks as ONNX files, by an encoder of our own: neither the package onnx nor protobuf is needed to write one."""
