"""Two networks side by side: which layers correspond, what differs in size and cost, in the maps, and in the answer."""
