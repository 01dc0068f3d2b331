"""What each operator means in layers, one module per family."""
