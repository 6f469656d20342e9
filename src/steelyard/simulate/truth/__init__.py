"""What was really so, and what every plant really did."""
