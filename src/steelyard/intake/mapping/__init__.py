"""From rows as texts to canonical rows: columns, values, keys, checks."""
