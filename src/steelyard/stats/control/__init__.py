"""Control charts: whether a series moved beyond what it does by itself, and how long such a chart takes to say so."""
