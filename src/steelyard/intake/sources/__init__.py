"""From files to rows as texts."""
