"""`flowers_vgg`: five kinds of flowers told apart on colour photographs of 64x64 pixels."""
