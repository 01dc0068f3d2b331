"""The presets in groups, each with what it is in one plain sentence: what a gallery shows of them."""

from __future__ import annotations

GROUPS: dict[str, dict[str, str]] = {
    "Trained": {
        "flowers_vgg": "Tells five kinds of flowers apart in colour photographs; its training can be played.",
        "efficientnet_lite0": "Recognises 1,000 kinds of animals, plants and things in photographs.",
        "efficientnet_stem": "The first filters of EfficientNet-Lite0, close enough to see what each looks for.",
        "fashion_tinyvgg": "Tells ten kinds of clothing apart, with two blocks of small filters.",
        "fashion_lenet5": "Tells ten kinds of clothing apart, with the design of one of the first convolutional networks.",
        "fashion_dense": "Tells ten kinds of clothing apart without any convolution, for comparison.",
    },
    "Teaching": {
        "edges": "Filters made by hand: edges, blur and colour differences. Nothing is learned.",
        "article": "The typical order of layers: convolution, ReLU and pooling, twice, then dense layers.",
        "tinyvgg": "A small network of two blocks, the one that CNN Explainer shows.",
        "empty": "No layers yet: build a network of your own.",
    },
    "Classic": {
        "lenet5": "The network that read handwritten digits in the 1990s.",
        "alexnet": "The network that made deep learning famous in 2012.",
        "zfnet": "The successor of AlexNet, made in 2013 by looking at what AlexNet's filters had learned.",
        "vgg11": "Small 3 × 3 filters only, 11 layers with weights.",
        "vgg16": "Small 3 × 3 filters only, 16 layers with weights.",
        "all_conv": "No pooling: convolutions that move by two pixels make the maps smaller.",
        "resnet18": "Eight residual blocks: shortcuts carry each block's input past it.",
        "squeezenet11": "Few parameters: narrow 1 × 1 layers before wider ones.",
        "resnet50": "Sixteen residual blocks of three convolutions: narrow, then 3 × 3, then wide.",
        "googlenet": "Nine inception modules: filters of several sizes side by side.",
        "densenet121": "Four dense blocks of 58 layers: each gets the maps of all before it in its block.",
        "mobilenet_v1": "Made for phones: each filter reads one map, then 1 × 1 layers mix them.",
        "mobilenet_v2": "Made for phones: blocks that are wide inside and narrow at both ends, with shortcuts.",
        "shufflenet_v2": "Made for speed: half of the maps skip each unit, then both halves are shuffled.",
        "mobilenet_v3_small": "Made for phones: gates weight the maps of a block by what they see as a whole.",
        "efficientnet_b0": "Depth, width and picture size in balance, with gates in all blocks.",
        "convnext_tiny": "A convolutional network of 2022, with the ideas of transformers: large filters, few activations.",
        "unet_2015": "Marks cells in pictures from microscopes: four levels down and up again, with shortcuts.",
    },
    "Blocks": {
        "residual": "The block of a ResNet: a shortcut whose maps are added to those of two convolutions.",
        "inception": "Filters of several sizes side by side, joined: the first part of GoogLeNet.",
        "densenet": "Every layer gets the maps of all layers before it.",
        "unet": "Down to small maps and up again, with shortcuts across: its answer is a picture.",
        "bottleneck": "From 256 maps down to 64 with 1 × 1 filters, and up again.",
        "dilated": "Filters with gaps: what a cell reads doubles from layer to layer.",
    },
}
"""Sentences by preset, by group. Every preset is in one group."""
