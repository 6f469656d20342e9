"""What stands behind an answer and is not part of its figures."""
