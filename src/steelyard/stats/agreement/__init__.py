"""Whether those who judge the same thing judge it alike, who is strict or drifts, and how much judging it takes."""
