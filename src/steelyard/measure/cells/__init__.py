"""Sums by stratum and group that several questions share."""
