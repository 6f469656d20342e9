"""Cost, value and productivity split into factors."""
