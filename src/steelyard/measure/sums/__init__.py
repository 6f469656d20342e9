"""From a question to sums: compiled, kept, read, summed."""
