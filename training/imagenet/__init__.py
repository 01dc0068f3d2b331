"""Brings EfficientNet-Lite0, trained by its authors on ImageNet, into the explorer: `python -m training.imagenet`."""
