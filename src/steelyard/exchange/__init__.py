"""Figures for companies that compare themselves: sums by month and channel, nothing personal, signed."""
