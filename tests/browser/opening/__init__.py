"""Browser tests of the ways in for networks of one's own."""
