"""What all visitors of a server share: its slots, its memory, and their clearing up."""
