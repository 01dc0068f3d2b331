"""What can be said about a network as a whole: its table, advice, goals, influence."""
