"""What networks are read from and written to besides links: texts and files. Nothing that is read is ever executed."""
