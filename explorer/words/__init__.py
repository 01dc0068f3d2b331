"""How numbers are written, what terms mean, and a scene in one line."""
