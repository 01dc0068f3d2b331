"""Compare: what is on the screen beside a second network, image, epoch, or state before an edit."""
