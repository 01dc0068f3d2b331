"""Downloads of any size: files that are made while they are sent, so that no file is ever held as a whole."""
