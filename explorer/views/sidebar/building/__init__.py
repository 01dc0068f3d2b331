"""Building a network from the list: the menu of kinds, places between rows, moving, repeating and renaming."""
