"""Tables of a warehouse as canonical views."""
