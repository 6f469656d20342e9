"""One page a file; each binds a `declare.Page` to `PAGE`. Third parties add theirs by entry points."""
