"""The command line: `cnn-explorer`, or `python -m explorer`."""
