"""What is not shown to viewers: groups that are too small, directly or by subtracting what is shown."""
