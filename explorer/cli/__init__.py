"""The command line interface: `cnn-explorer`, or `python -m explorer`."""
