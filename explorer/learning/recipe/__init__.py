"""What a recipe is made of: optimisers, schedules, augmentation and losses."""
