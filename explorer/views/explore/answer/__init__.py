"""What the network says of the image, and a network that knows more."""
