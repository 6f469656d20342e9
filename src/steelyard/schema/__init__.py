"""The canonical tables, one file each. `table(name)` gives one, `names()` lists them."""

from __future__ import annotations

from steelyard import catalogue
from steelyard.declare import Table


def table(name: str) -> Table:
    """The canonical table of that name."""
    found: Table = catalogue.entry("schema", "TABLE", name)
    return found


def names() -> tuple[str, ...]:
    """Names of all canonical tables."""
    return catalogue.names("schema", "TABLE")
