"""Units beside each other: case mix, heterogeneity, shrinkage, joint statements."""
