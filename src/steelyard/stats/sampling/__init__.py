"""Sampling error: replicates, clusters, quantiles, limits."""
