"""What new files touch of what is loaded already."""
