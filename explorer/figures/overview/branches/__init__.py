"""How branches are drawn: the U of an hourglass, and what the lanes of parallel branches are called."""
