"""Models written by the exporters of PyTorch and Keras: what people bring to the app. Run to write the fixtures anew."""
