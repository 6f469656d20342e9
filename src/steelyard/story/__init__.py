"""The story of one issue, or of one customer: what happened when, over all channels, and what it took."""
