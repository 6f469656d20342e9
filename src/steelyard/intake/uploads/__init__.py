"""Files that people bring through a page: received within bounds, looked at, and put where sources are read."""
