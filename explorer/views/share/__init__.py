"""Links and walkthroughs."""
