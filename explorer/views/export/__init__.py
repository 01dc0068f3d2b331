"""The Export dialog: what is on the screen as code, ONNX, arrays, pictures and a report."""
